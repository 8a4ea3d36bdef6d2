import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import en from '../../Api/wwwroot/app/text.en.js';
import fr from '../../Api/wwwroot/app/text.fr.js';
import { fieldsOf } from '../../Api/wwwroot/app/form-model.js';

const pipelines = new URL('../../Worker/Pipelines/', import.meta.url);
const WORDS = { '.pdf': 'PDF', '.docx': 'DOCX', '.doc': 'DOC', '.odt': 'ODT', '.rtf': 'RTF', '.html': 'HTML', '.md': 'Markdown', '.json': 'JSON', '.png': 'PNG', '.jpg': 'JPEG' };
const files = readdirSync(pipelines).filter((folder) => /^\w+$/.test(folder) && readdirSync(new URL(`${folder}/`, pipelines)).includes('input.json'))
  .flatMap((folder) => fieldsOf(JSON.parse(readFileSync(new URL(`${folder}/input.json`, pipelines), 'utf8'))).map((field) => ({ folder, ...field })))
  .filter(({ kind }) => kind === 'files');

test('the help of every file field names each format that it takes, in both languages', () => {
  assert.ok(files.length >= 10);
  for (const { folder, name, schema } of files) {
    const accepted = (schema['x-accept'] ?? schema.items['x-accept']).split(',');
    for (const [language, text] of [['en', en[`help.${name}`] ?? schema.description], ['fr', fr[`help.${name}`]]]) {
      const missing = accepted.map((ending) => WORDS[ending]).filter((word) => word && !new RegExp(`\\b${word}\\b`).test(text ?? ''));
      assert.deepEqual(missing, [], `${folder}.${name} (${language})`);
    }
  }
});
