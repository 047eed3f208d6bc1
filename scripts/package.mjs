// npm run build:package: the analyser as an npm package, in target/package: `npm install` takes the folder, `npm publish` and `npm pack` too.
import { copyFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './procs.mjs';
import { ROOT, TARGET_DIR, Trouble } from './say.mjs';

export const PACKAGE = join(TARGET_DIR, 'package');

/** Writes the package to a folder; the engine and the facts about std have to be there. */
export async function npmPackage(to = PACKAGE) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  // The folders stay as they are in the sources, so that nothing has to be rewritten.
  const tsc = await run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--project', join(ROOT, 'www/src/headless'), '--outDir', to]);
  if (tsc.status !== 0) throw new Trouble(tsc.text);
  mkdirSync(join(to, 'pkg'), { recursive: true });
  for (const file of ['goescape.js', 'goescape.d.ts', 'goescape_bg.wasm']) copyFileSync(join(ROOT, 'www/src/pkg', file), join(to, 'pkg', file));
  cpSync(join(ROOT, 'www/public/std'), join(to, 'std'), { recursive: true });
  for (const file of ['LICENSE', 'NOTICE']) copyFileSync(join(ROOT, file), join(to, file));
  copyFileSync(join(ROOT, 'www/src/headless/README.md'), join(to, 'README.md'));
  const version = /^version = "(.*)"$/m.exec(readFileSync(join(ROOT, 'crate/Cargo.toml'), 'utf8'))[1];
  const about = {
    name: 'goescape', version, description: 'Which Go values go to the heap, and why: the verdicts of the Go compiler’s escape analysis, and rewrites.', type: 'module', license: 'MIT',
    engines: { node: '>=20.19' }, exports: { '.': { types: './headless/index.d.ts', default: './headless/index.js' } },
  };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
}
