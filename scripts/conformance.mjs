// All of std through the Go compiler and through ours, line by line, and the snapshot that says where they differ.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GO_VERSION } from './go.mjs';
import { stdAnswers } from './oracle.mjs';
import { ROOT, TARGET_DIR, show } from './say.mjs';
import { STD } from './std.mjs';
import { crates } from './toolchain.mjs';
import { cargoEnv } from './wasm.mjs';

/** The compiler's flags that are compared. */
const RUNS = [['-m', '-l'], ['-m'], ['-m=2'], ['-m=2', '-l']];

async function compare(mode) {
  await crates();
  const args = [];
  const differences = [];
  for (const diagnostics of RUNS) {
    const name = diagnostics.join('').replaceAll('=', '');
    const manifest = await stdAnswers(diagnostics);
    const snapshot = join(ROOT, `crate/testdata/conformance/go${GO_VERSION}${name}.txt`);
    const details = join(TARGET_DIR, `conformance${name}.txt`);
    // The facts about std are the same for all; they stand where the first manifest ends.
    args.push(manifest, ...(args.length ? [] : [STD]), snapshot, details);
    differences.push(details);
  }
  const build = ['run', '--quiet', '--locked', '--profile', 'conformance', '-p', 'goescape', '--example', 'conformance'];
  const { ok } = await show('all of std beside the compiler', 'cargo', [...build, '--', mode, ...args], { env: cargoEnv(), expect: '2 to 6 min' });
  const written = differences.filter((file) => existsSync(file)).map((file) => relative(ROOT, file));
  if (mode !== 'check' && written.length) console.log(`  every difference: ${written.join(', ')}`);
  return ok;
}

/** Compares some packages (`fmt,strings`) and prints every difference. */
export const conformanceOf = (packages) => compare(packages);

/** Writes the snapshot anew. */
export const conformanceWrite = () => compare('write');

/** Compares with the committed snapshot. */
export const conformanceCheck = () => compare('check');
