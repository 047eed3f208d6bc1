// npm run fuzz -- parse|check [SECONDS]: libFuzzer on the parser or the checker (crate/fuzz), with Go's test data and mutants of std as seeds.
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { goToolchain } from './go.mjs';
import { ROOT, TARGET_DIR, Trouble, step } from './say.mjs';
import { STD } from './std.mjs';
import { cargoEnv } from './wasm.mjs';

const TARGETS = ['parse', 'check'];
const FUZZ = join(ROOT, 'crate/fuzz');
const HOST = 'x86_64-unknown-linux-gnu';
/** What `cargo fuzz` asks of the compiler; stable Rust has all of it. A target triple keeps it away from build scripts. */
const INSTRUMENTED = [
  '-Cpasses=sancov-module',
  ...['level=4', 'inline-8bit-counters', 'pc-table', 'trace-compares'].map((flag) => `-Cllvm-args=-sanitizer-coverage-${flag}`),
  '--cfg fuzzing',
].join(' ');
/** Megabytes, seconds for one text, bytes of a text. */
const LIMITS = ['-rss_limit_mb=2048', '-timeout=10', '-max_len=8192'];

/** Builds one target and runs it; what it finds is left in target/fuzz/TARGET/artifacts. */
export async function fuzz(target, seconds = '1800') {
  if (!TARGETS.includes(target)) throw new Trouble(`usage: npm run fuzz -- ${TARGETS.join('|')} [SECONDS]`);
  const { goroot } = await goToolchain();
  const dir = join(TARGET_DIR, 'fuzz');
  const seeds = join(dir, 'seeds');
  mkdirSync(dir, { recursive: true });
  if (!existsSync(seeds)) {
    await step('the writer of seeds', 'rustc', ['--edition', '2024', '-O', '-Adead_code', join(FUZZ, 'seeds.rs'), '-o', join(dir, 'seeds-writer')]);
    await step('seeds', join(dir, 'seeds-writer'), [goroot, seeds]);
  }
  const env = { ...cargoEnv(), CARGO_TARGET_DIR: dir, RUSTFLAGS: INSTRUMENTED };
  const build = ['build', '--release', '--locked', '--target', HOST, '--bin', target];
  await step(`the fuzz target ${target}`, 'cargo', build, { cwd: FUZZ, env, expect: '2 to 4 min the first time' });
  const [corpus, artifacts] = ['corpus', 'artifacts'].map((name) => join(dir, target, name));
  for (const path of [corpus, artifacts]) mkdirSync(path, { recursive: true });
  const args = [corpus, seeds, `-dict=${join(FUZZ, 'go.dict')}`, ...LIMITS, `-max_total_time=${seconds}`, `-artifact_prefix=${artifacts}/`];
  await step(`fuzzing ${target} for ${seconds} s`, join(dir, HOST, 'release', target), args, { env: { ...process.env, GOESCAPE_STD: STD } });
  return readdirSync(artifacts).length === 0;
}
