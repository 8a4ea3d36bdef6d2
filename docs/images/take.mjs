// Takes dashboard.png and trace.png of a running system:  node docs/images/take.mjs <page's address> <dashboard's address with its token>
// Needs a build of Tests, whose Playwright it uses, and Chromium.
import { createRequire } from 'node:module'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const [page, dashboard] = process.argv.slice(2)
const file = (path) => fileURLToPath(new URL(path, import.meta.url))
const driver = ['Debug', 'Release'].map((build) => file(`../../Tests/bin/${build}/net10.0/.playwright/package`)).find(existsSync)
const { chromium } = createRequire(import.meta.url)(driver)

const { pipelines } = await (await fetch(`${page}/api/pipelines`)).json()
const { name, sample } = pipelines.find((pipeline) => pipeline.name === 'resume-tailoring')
const started = await fetch(`${page}/api/jobs/${name}`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(sample),
})
const { job_id: job } = await started.json()
await (await fetch(`${page}/api/jobs/${job}/stream`)).text() // until its end

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync)
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] })
const tab = await browser.newPage({ viewport: { width: 1400, height: 760 } })
await tab.goto(dashboard)
await tab.getByText('worker').locator('visible=true').first().waitFor()
await tab.waitForTimeout(1000) // rows come one by one
await tab.screenshot({ path: file('dashboard.png') })

await tab.goto(new URL('/traces', dashboard).href)
const trace = tab.getByText(/^api.*: POST /).locator('visible=true').first()
await trace.waitFor({ timeout: 60_000 }) // spans are exported every few seconds
await trace.click()
await tab.getByText('resume-tailoring').first().waitFor()
await tab.waitForTimeout(1000)
await tab.screenshot({ path: file('trace.png') })
await browser.close()
