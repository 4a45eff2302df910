// npm run sbom: writes the bill of materials of what is shipped, in CycloneDX, to dist/acta.cdx.json or the file that is named.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { billOfMaterials } from './shipped.mjs';

const file = resolve(process.argv[2] ?? join(import.meta.dirname, '../dist/acta.cdx.json'));
const bill = billOfMaterials();
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(bill, undefined, 2)}\n`);
console.log(`${file}: ${bill.components.length} components`);
