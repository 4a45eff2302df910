// Writes schemas/openapi.json as the API serves it, on a record of its own that goes afterwards, and lints it. With
// --check it only compares and lints.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';

const check = process.argv.includes('--check');
const target = join(import.meta.dirname, '..', 'schemas', 'openapi.json');
const { openApiText } = await import('../apps/api/dist/index.js');
const { loadConfig, openActa } = await import('../libs/runtime/dist/index.js');

const folder = mkdtempSync(join(tmpdir(), 'acta-openapi-'));
const acta = await openActa(loadConfig({ ACTA_DATA: join(folder, 'data') }), { mode: 'write' });
const text = await openApiText(acta);
await acta.close();
rmSync(folder, { recursive: true });

const faults = [];
const current = existsSync(target) ? readFileSync(target, 'utf8') : undefined;
if (current !== text && check) faults.push('schemas/openapi.json is out of date: run npm run openapi');
if (current !== text && !check) writeFileSync(target, text);

// Rules of taste that the document answers otherwise: a license without a URL, localhost, 4xx by reference.
const config = await createConfig({ extends: ['recommended'], rules: { 'operation-4xx-response': 'error' } });
const problems = await lintFromString({ source: text, absoluteRef: target, config });
for (const { severity, message, location, ruleId } of problems)
  faults.push(`${severity} ${ruleId}: ${message} (${location[0]?.pointer ?? ''})`);

for (const fault of faults) console.error(fault);
const operations = Object.values(JSON.parse(text).paths).flatMap((item) => Object.keys(item)).length;
if (faults.length === 0) console.log(`openapi: ${operations} operations, in order`);
process.exit(faults.length === 0 ? 0 : 1);
