#!/usr/bin/env node
// Plain JavaScript that an older Node.js can read, so that it can be refused in words before the rest is loaded.
try {
  await import('@acta/runtime/node-version');
  await import('../dist/main.js');
} catch (error) {
  process.stderr.write(
    error.code === 'ERR_MODULE_NOT_FOUND'
      ? `acta: not installed or not built (${error.message}). Run "npm ci && npm run build" in the checkout.\n`
      : `acta: ${error.stack}\n`,
  );
  process.exitCode = 1;
}
