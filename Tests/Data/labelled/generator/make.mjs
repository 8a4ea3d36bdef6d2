// node make.mjs <folder>  writes the generated part of the labelled set: a PDF or a text and its labels for each document. It needs
// chromium, weasyprint, pdflatex and soffice. The same command gives the same texts; PDFs differ in dates and identifiers.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { layouts, style } from './layouts.mjs';
import { person, random } from './persons.mjs';

const folder = resolve(process.argv[2]);
const work = mkdtempSync(join(tmpdir(), 'labelled-'));
const run = (program, ...args) => execFileSync(program, args, { cwd: work, stdio: ['ignore', 'ignore', 'ignore'] });
const producers = {
  chromium: (page, pdf) => { writeFileSync(join(work, 'cv.html'), page); run('chromium', '--headless', '--no-sandbox', '--disable-gpu', '--no-pdf-header-footer', `--print-to-pdf=${pdf}`, join(work, 'cv.html')); },
  weasyprint: (page, pdf) => { writeFileSync(join(work, 'cv.html'), page); run('weasyprint', 'cv.html', pdf); },
  latex: (page, pdf) => { writeFileSync(join(work, 'cv.tex'), page); run('pdflatex', '-interaction=batchmode', 'cv.tex'); copyFileSync(join(work, 'cv.pdf'), pdf); },
  libreoffice: (page, pdf) => { writeFileSync(join(work, 'cv.html'), page); run('soffice', '--headless', '--infilter=HTML (StarWriter)', '--convert-to', 'pdf', 'cv.html'); copyFileSync(join(work, 'cv.pdf'), pdf); },
};

const iso = month => month && `${month.year}-${String(month.month).padStart(2, '0')}`;
const labels = p => ({
  name: p.name, email: p.email, phone: p.phone, skills: p.skills,
  positions: p.positions.map(q => ({ title: q.title, employer: q.employer, start: iso(q.start), end: iso(q.end) })),
  education: p.education.map(e => ({ degree: e.degree, institution: e.institution })),
});

const same = p => p;
let seed = 100;
for (const held of [false, true]) {
  const target = held ? join(folder, 'held-out') : folder;
  mkdirSync(target, { recursive: true });
  for (const layout of layouts.filter(l => held || !l.held)) {
    // The layouts of the held-out part alone draw more persons than the ones that both parts share.
    for (let n = 0; n < (held ? (layout.held ? 4 : 1) : 5); n++) {
      const drawn = (layout.change ?? same)(person(seed, seed % 2 ? 'fr' : 'en', held));
      const name = join(target, `${seed}-${layout.name}-${drawn.language}`);
      const page = layout.draw(drawn, style(drawn, random(seed * 7)));
      if (layout.by === 'text') writeFileSync(`${name}.txt`, page);
      else producers[layout.by](page, `${name}.pdf`);
      writeFileSync(`${name}.json`, `${JSON.stringify(labels((layout.hide ?? same)(drawn)), null, 1)}\n`);
      seed += 3;
    }
  }
}
rmSync(work, { recursive: true });
