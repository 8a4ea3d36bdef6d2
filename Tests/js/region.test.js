import assert from 'node:assert/strict';
import { test } from 'node:test';

// Dates of the page: in its language, as the region of the browser writes them.

const AT = '2026-11-03T15:04:05Z';
const as = (locale) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'medium' }).format(new Date(AT));
let pages = 0;

/** The module as a page of its own has it. */
async function page(languages, chosen = null) {
  Object.defineProperty(globalThis, 'navigator', { value: { languages }, configurable: true });
  globalThis.document = { documentElement: {} };
  globalThis.localStorage = { getItem: () => chosen, setItem() {} };
  return import(`../../Api/wwwroot/app/i18n.js?page=${++pages}`);
}

test('a date is written as in the first region of the browser with the language of the page', async () => {
  assert.equal(new Set(['en', 'en-GB', 'en-CA', 'fr', 'fr-CA'].map(as)).size, 5);
  for (const [languages, chosen, locale] of [
    [['en-GB', 'en-US', 'en'], null, 'en-GB'], [['en-US'], null, 'en-US'], [['de-DE', 'en-CA', 'en-GB'], null, 'en-CA'], [['fr-CA', 'en-GB'], null, 'fr-CA'],
    [['fr-CA', 'en-GB'], 'en', 'en-GB'], [['fr-FR'], 'en', 'en'], [['en-GB'], 'fr', 'fr'], [['de-DE'], null, 'en'], [['en-us@posix'], null, 'en'], [['enm', 'en-GB'], null, 'en-GB'],
  ]) {
    assert.equal((await page(languages, chosen)).formatDateTime(AT), as(locale), `${languages} ${chosen}`);
  }
});

test('a duration is never nothing', async () => {
  const { formatDuration } = await page(['fr-FR']);
  assert.deepEqual([0, 0.04, 0.05, 1.23].map(formatDuration), ['0 s', '< 0,1 s', '0,1 s', '1,2 s']);
});

test('another language has its own region', async () => {
  const { formatDateTime, setLanguage } = await page(['en-GB', 'fr-CA']);
  assert.equal(formatDateTime(AT), as('en-GB'));
  await setLanguage('fr');
  assert.equal(formatDateTime(AT), as('fr-CA'));
});
