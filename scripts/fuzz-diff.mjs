// npm run fuzz:diff: programs made at random, held to the Go compiler line by line (crate/examples/fuzz_diff).
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { goToolchain } from './go.mjs';
import { ROOT, Trouble, out } from './say.mjs';
import { STD, stdArchives } from './std.mjs';
import { crates } from './toolchain.mjs';
import { cargoEnv } from './wasm.mjs';

/** Runs the fuzzer with these arguments; true if no program differs. */
export async function fuzzDiff(args) {
  await crates();
  const toolchain = await goToolchain();
  const tools = out(toolchain.go, ['env', 'GOTOOLDIR'], { env: toolchain.env });
  if (!tools) throw new Trouble('the Go toolchain does not say where its tools are');
  const scratch = mkdtempSync(join(tmpdir(), 'goescape-'));
  const importcfg = join(scratch, 'importcfg');
  writeFileSync(importcfg, (await stdArchives(toolchain)).map(([path, file]) => `packagefile ${path}=${file}\n`).join(''));
  const build = ['run', '--quiet', '--locked', '--profile', 'conformance', '-p', 'goescape', '--example', 'fuzz_diff', '--'];
  const goes = Object.fromEntries(Object.entries(toolchain.env).filter(([name]) => name.startsWith('GO')));
  const child = spawn('cargo', [...build, join(tools, 'compile'), importcfg, STD, scratch, ...args], { cwd: ROOT, env: { ...cargoEnv(), ...goes }, stdio: 'inherit' });
  const status = await new Promise((done, fail) => child.on('close', done).on('error', fail));
  rmSync(scratch, { recursive: true, force: true });
  return status === 0;
}
