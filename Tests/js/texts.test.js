import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import compareEn from '../../Api/wwwroot/app/compare/text.en.js';
import compareFr from '../../Api/wwwroot/app/compare/text.fr.js';
import demoEn from '../../Api/wwwroot/app/demo/text.en.js';
import demoFr from '../../Api/wwwroot/app/demo/text.fr.js';
import opsEn from '../../Api/wwwroot/app/ops/text.en.js';
import opsFr from '../../Api/wwwroot/app/ops/text.fr.js';
import systemsEn from '../../Api/wwwroot/app/systems/text.en.js';
import systemsFr from '../../Api/wwwroot/app/systems/text.fr.js';
import namesEn from '../../Api/wwwroot/app/names.en.js';
import en from '../../Api/wwwroot/app/text.en.js';
import fr from '../../Api/wwwroot/app/text.fr.js';
import start from '../../Api/wwwroot/app/text.start.js';

const values = (texts) => Object.entries(texts).flatMap(([key, text]) => (typeof text === 'string' ? [[key, text]] : Object.values(text).map((one) => [key, one])));

test('every English text has a French one, with the same places to fill in', () => {
  const [english, french] = [{ ...start.en, ...en, ...compareEn, ...demoEn, ...opsEn, ...systemsEn }, { ...start.fr, ...fr, ...compareFr, ...demoFr, ...opsFr, ...systemsFr }];
  assert.deepEqual(Object.keys(english).filter((key) => !(key in french)), []);
  const places = (text) => [...new Set(values({ text }).flatMap(([, one]) => one.match(/\{\w+\}/g) ?? []))].sort();
  for (const key of Object.keys(english)) assert.deepEqual(places(french[key]), places(english[key]), key);
});

test('French punctuation keeps its space from the line break', () => {
  for (const [key, text] of values({ ...start.fr, ...fr, ...compareFr, ...demoFr, ...opsFr, ...systemsFr })) assert.doesNotMatch(text, / [:;?!%»]|« |'/, key);
});

test('English writes the percent sign at its number', () => {
  for (const [key, text] of values({ ...start.en, ...en, ...compareEn, ...demoEn, ...opsEn, ...systemsEn })) assert.doesNotMatch(text, /\s%/, key);
});

test('every text that the page asks for by its key exists, names in English too', async () => {
  const known = new Set([start.en, en, compareEn, demoEn, opsEn, systemsEn, namesEn].flatMap(Object.keys));
  const folder = new URL('../../Api/wwwroot/app/', import.meta.url);
  const missing = [];
  for (const file of await readdir(folder, { recursive: true })) {
    if (!file.endsWith('.js')) continue;
    for (const [, key] of (await readFile(new URL(file, folder), 'utf8')).replace(/\/\*\*.*?\*\//gs, '').matchAll(/\bt\('([a-z]\w*\.[\w.]+)'/g)) if (!known.has(key)) missing.push(`${file}: ${key}`);
  }
  assert.deepEqual(missing, []);
});
