import { describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';

/** Imports the check in a Node.js that says it is of that version. */
function importOn(version: string): { status: number | null; stdout: string; stderr: string } {
  const script =
    `Object.defineProperty(process.versions, 'node', { value: '${version}' });` +
    `await import('${new URL('./node-version.js', import.meta.url).href}'); console.log('started');`;
  return spawnSync(process.execPath, ['--input-type=module', '--eval', script], { encoding: 'utf8' });
}

describe('the check of the Node.js version', () => {
  it.each(['18.20.4', '20.19.5', '22.12.0', '24.8.9'])('refuses %s, and says what to do', (version) => {
    const { status, stdout, stderr } = importOn(version);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(`Acta needs Node.js 24.9 or newer; this is ${version}.`);
    expect(stderr).toContain('npm start');
  });

  it.each(['24.9.0', '24.21.0', '26.0.0'])('takes %s', (version) => {
    expect(importOn(version)).toMatchObject({ status: 0, stdout: 'started\n' });
  });
});
