#!/usr/bin/env node
// Plain JavaScript that an old Node can read, so that it can say what is wrong: nothing else is imported before.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 24 || (major === 24 && minor < 9)) {
  process.stderr.write(
    `acta: this is Node ${process.versions.node}, and acta needs Node 24.9 or newer. ` +
      'Install it, or run "npm run acta -- …" in the checkout, which brings its own.\n',
  );
  process.exitCode = 1;
} else {
  const main = new URL('../dist/main.js', import.meta.url);
  import(main.href).catch((error) => {
    process.stderr.write(
      error.code === 'ERR_MODULE_NOT_FOUND'
        ? `acta: it is not built or not installed (${error.message}). Run "npm ci && npm run build" in the checkout.\n`
        : `acta: ${error.stack}\n`,
    );
    process.exitCode = 1;
  });
}
