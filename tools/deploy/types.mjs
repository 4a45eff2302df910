// Kubernetes' own types, as its published API gives them: unknown fields, wrong types and missing fields are found by the
// compiler, each manifest being a literal of its type; patterns, by the validator that is generated from the same.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const FILE = join(import.meta.dirname, 'manifests-as-literals.ts');
const options = {
  noEmit: true,
  strict: true,
  skipLibCheck: true,
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
};

/** Where the types of a manifest's kind are. */
const moduleOf = ({ apiVersion, kind }) => `kubernetes-models/${apiVersion}/${kind}`;

function classOf(manifest) {
  try {
    return require(moduleOf(manifest))[manifest.kind];
  } catch {
    return undefined;
  }
}

function diagnose(source) {
  const host = ts.createCompilerHost(options);
  const [read, exists] = [host.getSourceFile.bind(host), host.fileExists.bind(host)];
  host.fileExists = (name) => name === FILE || exists(name);
  host.getSourceFile = (name, ...rest) =>
    name === FILE ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2024, true) : read(name, ...rest);
  return ts.getPreEmitDiagnostics(ts.createProgram([FILE], options, host));
}

/** What Kubernetes would not take: [the manifest's place in the list, why]. */
export function typeFaults(manifests) {
  const faults = [];
  const lines = [];
  const owners = [];
  for (const [i, manifest] of manifests.entries()) {
    const Kind = classOf(manifest);
    if (Kind === undefined) {
      faults.push([i, `Kubernetes knows no ${manifest.kind} of ${manifest.apiVersion}`]);
      continue;
    }
    try {
      new Kind(manifest).validate();
    } catch (error) {
      faults.push([i, error.message]);
    }
    lines.push(
      `export const m${i}: import('${moduleOf(manifest)}').I${manifest.kind} = ${JSON.stringify(manifest)};`,
    );
    owners.push(i);
  }
  for (const { file, start, messageText } of diagnose(lines.join('\n'))) {
    const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line;
    faults.push([owners[line], ts.flattenDiagnosticMessageText(messageText, ' ')]);
  }
  return faults;
}
