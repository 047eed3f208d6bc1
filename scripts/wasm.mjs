// The engine as WebAssembly with its JavaScript glue, and the engine as a command.
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT, TARGET_DIR, step } from './say.mjs';
import { hashOf, isDone, markDone } from './stamp.mjs';
import { TARGET, crates, wasmEnv } from './toolchain.mjs';

/** What the built engine is made from. */
export const RUST_INPUTS = ['Cargo.toml', 'Cargo.lock', '.cargo', 'crate/Cargo.toml', 'crate/src', 'xtask'];

export const PKG = join(ROOT, 'www/src/pkg');
export const WASM = join(PKG, 'goescape_bg.wasm');

/** Everything that cargo builds for us goes to target/, whatever the user's own settings say. */
export const cargoEnv = (env = process.env) => ({ ...env, CARGO_TARGET_DIR: TARGET_DIR });

/** The engine's stack in wasm memory, in bytes: the stages bound their depth for it, and the usual megabyte is little for nested types. */
const STACK = 8 << 20;

/**
 * For size, and yet with the small functions inlined that hot loops call: the wasm is about a fifth smaller (brotli) than with `opt-level=3` and a threshold
 * of 15, and takes a fifth to a half more time than with `opt-level=3`. A threshold of 60 makes it a twentieth larger and a tenth faster.
 * `npm run bench` and `npm run bench:page` tell both.
 */
const OPTIMIZE = 's';
const INLINE = 30;

/** Flags for the wasm target: the stack, the threshold for inlining, and no folders of this machine in what is shipped (panic messages hold the paths of source files). */
function targetFlags() {
  const remap = [[process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'cargo'], [ROOT, '.']];
  const flags = [...remap.map(([from, to]) => `--remap-path-prefix=${from}=${to}`), `-Clink-arg=-zstack-size=${STACK}`, `-Cllvm-args=-inline-threshold=${INLINE}`];
  return ['--config', `target.${TARGET}.rustflags=${JSON.stringify(flags)}`];
}

/** The engine for the page: www/src/pkg. Done once for each state of the Rust sources. */
export async function wasm() {
  const want = hashOf([...RUST_INPUTS, 'scripts/wasm.mjs', 'scripts/toolchain.mjs'], [process.env.RUSTFLAGS ?? '']);
  if (isDone('wasm', want, [WASM])) return;
  const env = { ...cargoEnv(await wasmEnv()), CARGO_PROFILE_RELEASE_OPT_LEVEL: OPTIMIZE };
  // The libraries' own loops are not where the time goes.
  const small = ['--config', 'profile.release.package."*".opt-level="z"'];
  const build = ['build', '--release', '--locked', '-p', 'goescape', '--lib', '--no-default-features', '--target', TARGET, ...targetFlags(), ...small];
  await step('the engine, as WebAssembly', 'cargo', build, { env, expect: '2 to 4 min the first time' });
  const built = join(TARGET_DIR, TARGET, 'release/goescape.wasm');
  rmSync(PKG, { recursive: true, force: true });
  await step('its JavaScript glue', 'cargo', ['xtask', 'bindgen', built, PKG], { env: cargoEnv(), expect: 'a minute the first time' });
  markDone('wasm', want);
}

/** The command: target/release/goescape. */
export async function cli() {
  await crates();
  await step('the command target/release/goescape', 'cargo', ['build', '--release', '--locked', '-p', 'goescape', '--bin', 'goescape'], {
    env: cargoEnv(),
    expect: '1 to 2 min the first time',
  });
}
