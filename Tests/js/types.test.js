// The type declarations, compiled by TypeScript: they are valid, declare the exports of the modules, and fit their use in the
// README.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const SDK = fileURLToPath(new URL('../../Api/wwwroot/sdk/', import.meta.url));
const USE = fileURLToPath(new URL('./support/typed-use.ts', import.meta.url));
const MODULES = ['job-stream', 'use-processing-job', 'resuming-fetch', 'ag-ui', 'ai-sdk', 'copilotkit'];
const OPTIONS = {
  strict: true,
  noEmit: true,
  noUnusedLocals: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
  types: [],
};

const compile = (files) => ts.createProgram(files, OPTIONS);

const complaints = (program) => ts.getPreEmitDiagnostics(program).map((d) => {
  const at = d.file?.getLineAndCharacterOfPosition(d.start);
  return `${d.file?.fileName}:${(at?.line ?? 0) + 1} ${ts.flattenDiagnosticMessageText(d.messageText, '\n')}`;
});

test('the declarations and a typed program that uses them compile without errors', () => {
  // The program also marks lines that must not compile: a mark on a valid line is an error too.
  assert.deepEqual(complaints(compile([...MODULES.map((module) => `${SDK}${module}.d.ts`), USE])), []);
});

for (const module of MODULES) {
  test(`${module}.d.ts declares what ${module}.js exports, and nothing else`, async () => {
    const program = compile([`${SDK}${module}.d.ts`]);
    const checker = program.getTypeChecker();
    const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${SDK}${module}.d.ts`)));
    const values = exported.filter((symbol) => symbol.flags & ts.SymbolFlags.Value).map((symbol) => symbol.name);
    assert.deepEqual(values.sort(), Object.keys(await import(`${SDK}${module}.js`)).sort());
  });
}

test('each declared class has the members that its declaration says', async () => {
  const program = compile([`${SDK}job-stream.d.ts`]);
  const checker = program.getTypeChecker();
  const modules = await import(`${SDK}job-stream.js`);
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(`${SDK}job-stream.d.ts`)));
  const instances = {
    JobStream: new modules.JobStream('661b9c4b-7635-4e71-9984-78f756254c5d', { transport: () => () => {} }),
    JobsApi: new modules.JobsApi({ fetch }),
    ApiError: new modules.ApiError(404),
    SnapshotReducer: new modules.SnapshotReducer('661b9c4b-7635-4e71-9984-78f756254c5d'),
  };
  const classes = exported.filter((symbol) => symbol.flags & ts.SymbolFlags.Class);
  assert.deepEqual(classes.map((symbol) => symbol.name).sort(), Object.keys(instances).sort());
  for (const symbol of classes) {
    for (const [name] of symbol.members) {
      if (!String(name).startsWith('__')) assert.ok(name in instances[symbol.name], `${symbol.name}.${name}`);
    }
  }
});
