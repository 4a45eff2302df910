/**
 * Refuses a Node.js on which the SQLite driver would crash. A bin imports this first and the rest dynamically after it,
 * since an older Node.js may not even read the rest:
 *
 *     import '@acta/runtime/node-version';
 *     await import('../dist/main.js');
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 24 || (major === 24 && minor < 9)) {
  process.stderr.write(
    `Acta needs Node.js 24.9 or newer; this is ${process.versions.node}.\n` +
      'Run it through npm (npm start, npm run acta -- --help), which uses the Node.js that npm ci has installed here,\n' +
      'or install a newer one from https://nodejs.org.\n',
  );
  process.exit(1);
}

export {};
