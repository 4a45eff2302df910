// What is shipped: the packages that are there after `npm prune --omit=dev`, as npm's own bill of materials (CycloneDX) names
// them. Asked to leave out development, npm leaves out what the root needs for it even where an app needs it too; so it is
// asked about a copy of the manifests and the lock file that has no development left.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

const readJson = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

/** The bill of materials. @throws what npm cannot tell */
export function billOfMaterials() {
  const { devDependencies: _own, ...manifest } = readJson('package.json');
  const lock = readJson('package-lock.json');
  delete lock.packages[''].devDependencies;
  for (const [place, { dev, devOptional }] of Object.entries(lock.packages))
    if (dev || devOptional) delete lock.packages[place];
  const temporary = mkdtempSync(join(tmpdir(), 'acta-sbom-'));
  // npm calls the whole after its folder.
  const folder = join(temporary, manifest.name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  for (const place of Object.keys(lock.packages).filter((each) => !/^$|node_modules/.test(each)))
    cpSync(join(root, place, 'package.json'), join(folder, place, 'package.json'), { recursive: true });
  const args = ['sbom', '--sbom-format=cyclonedx', '--sbom-type=application', '--package-lock-only'];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  rmSync(temporary, { recursive: true });
  if (status !== 0) throw new Error(`npm sbom ended with status ${status}: ${stderr || stdout}`);
  return JSON.parse(stdout);
}
