// The suites import fs.globSync, which Node 20 does not have and a run does not need.
import { register } from 'node:module';

const fs = 'data:text/javascript,export * from "node:fs"; export { default } from "node:fs"; export const globSync = () => [];';
register(`data:text/javascript,${encodeURIComponent(`
export const resolve = (specifier, context, next) => specifier === 'fs' && !context.parentURL?.startsWith('data:')
  ? { url: ${JSON.stringify(fs)}, shortCircuit: true } : next(specifier, context);`)}`);
