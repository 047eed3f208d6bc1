// All of std through the Go compiler and through ours, line by line, and the snapshot that says where they differ.
import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { GO_VERSION } from './go.mjs';
import { stdAnswers } from './oracle.mjs';
import { ROOT, TARGET_DIR, show } from './say.mjs';
import { STD } from './std.mjs';
import { crates } from './toolchain.mjs';
import { cargoEnv } from './wasm.mjs';

/** What is compared: the compiler's flags, and where the snapshot lies. */
const RUNS = [{ diagnostics: ['-m', '-l'], snapshot: `crate/testdata/conformance/go${GO_VERSION}.txt` }];

async function compare(mode) {
  await crates();
  let ok = true;
  for (const { diagnostics, snapshot } of RUNS) {
    const manifest = await stdAnswers(diagnostics);
    const details = join(TARGET_DIR, `conformance${diagnostics.join('')}.txt`);
    const build = ['run', '--quiet', '--locked', '--profile', 'conformance', '-p', 'goescape', '--example', 'conformance'];
    const args = [mode, manifest, STD, join(ROOT, snapshot), details];
    const { ok: same } = await show(`all of std, ${diagnostics.join(' ')}, beside the compiler`, 'cargo', [...build, '--', ...args], { env: cargoEnv(), expect: '1 to 4 min' });
    if (mode !== 'check' && existsSync(details)) console.log(`  every difference: ${relative(ROOT, details)}`);
    ok &&= same;
  }
  return ok;
}

/** Compares some packages (`fmt,strings`) and prints every difference. */
export const conformanceOf = (packages) => compare(packages);

/** Writes the snapshot anew. */
export const conformanceWrite = () => compare('write');

/** Compares with the committed snapshot. */
export const conformanceCheck = () => compare('check');
