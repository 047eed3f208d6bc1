// Finds, or sets up, all that the project needs: what is already there is used, nothing is installed twice.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ROOT, Trouble, out, step, works } from './say.mjs';
import { hashOf, isDone, markDone } from './stamp.mjs';

export const TARGET = 'wasm32-unknown-unknown';
const OLDEST_RUST = [1, 90]; // tree-sitter 0.27 asks for it
const DEBIAN_RUSTC = '/usr/bin/rustc';

// ---------- npm packages ----------

/** `npm ci`, once for each package-lock.json. */
export async function npmPackages(dir = ROOT, what = 'npm packages') {
  const want = createHash('sha256').update(readFileSync(join(dir, 'package-lock.json'))).digest('hex');
  const stamp = join(dir, 'node_modules', '.installed-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === want) return;
  await step(what, 'npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: dir,
    expect: '5 s to a minute',
    hint: 'Is the npm registry reachable?',
    shell: process.platform === 'win32',
  });
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, want);
}

// ---------- Debian packages ----------

const isDebian = () => existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
const canApt = () => process.platform === 'linux' && process.getuid() === 0 && isDebian() && works('apt-get', ['--version']);

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

let listsAreFresh = false;
/** Installs Debian packages; `names` may be a function, asked after the lists were fetched. */
async function apt(title, names, expect) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (let tries = 0; !listsAreFresh; tries++) { // another apt-get may hold the lists for a while
    listsAreFresh = await step('Debian package lists', 'apt-get', ['update', '-o', 'Acquire::Retries=3'], {
      env,
      expect: '10 s',
      mayFail: tries < 5,
      hint: 'Are the Debian mirrors reachable?',
    });
    if (!listsAreFresh) await pause(10_000);
  }
  const list = typeof names === 'function' ? names() : names;
  const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=600', '-o', 'Acquire::Retries=3', ...list];
  await step(`${title} from Debian (${list.join(' ')})`, 'apt-get', args, {
    env,
    expect,
    hint: `Install by hand: apt-get install ${list.join(' ')}.`,
  });
}

// ---------- Rust ----------

const version = (rustc) => {
  const v = out(rustc, ['-vV']);
  const m = v?.match(/^release: (\d+)\.(\d+)/m);
  return m && { text: v, major: +m[1], minor: +m[2], llvm: v.match(/^LLVM version: (\d+)/m)?.[1] };
};
const newEnough = (v) => v && (v.major > OLDEST_RUST[0] || v.minor >= OLDEST_RUST[1]);

const hasTarget = (rustc) => {
  const dir = out(rustc, ['--print', 'target-libdir', '--target', TARGET]);
  return !!dir && existsSync(dir) && readdirSync(dir).some((f) => /^libstd-.*\.rlib$/.test(f));
};
const hasSources = (rustc) => {
  const root = out(rustc, ['--print', 'sysroot']);
  return !!root && existsSync(join(root, 'lib/rustlib/src/rust/library/std/Cargo.toml'));
};

/** Cargo settings that build the standard library from its sources along with the crate: for a toolchain without a ready-made one. */
const buildStd = (rustc) => {
  const env = { RUSTC: rustc, RUSTC_BOOTSTRAP: '1', CARGO_UNSTABLE_BUILD_STD: 'std,panic_abort' };
  if (!works('rust-lld', ['-flavor', 'wasm', '--version'])) {
    const bundled = join(out('rustc', ['--print', 'sysroot']) ?? '', 'lib/rustlib', version('rustc')?.text.match(/^host: (.*)$/m)?.[1] ?? '', 'bin/rust-lld');
    env.CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER = existsSync(bundled) ? bundled : `wasm-ld-${version(rustc).llvm}`;
  }
  return env;
};

const llvmOfDebianRust = () =>
  out('apt-cache', ['show', 'rust-web-llvm'])?.match(/^Depends:.*\bllvm-(\d+)/m)?.[1] ?? '22';

/** Stops with a clear message where Rust is missing or too old. */
export function needRust() {
  if (!works('cargo', ['--version'])) throw new Trouble('Rust is missing. Install it from https://rustup.rs and run this again.');
  const v = version('rustc');
  if (!newEnough(v)) throw new Trouble(`Rust ${OLDEST_RUST.join('.')} or newer is needed, this is ${v ? `${v.major}.${v.minor}` : 'unknown'}. Run: rustup update stable`);
}

/** The crates that Cargo.lock names, fetched once. */
export async function crates() {
  needRust();
  const want = hashOf(['Cargo.lock'], [process.env.CARGO_HOME ?? '']);
  if (isDone('crates', want)) return;
  await step('Rust crates', 'cargo', ['fetch', '--locked'], { expect: '5 s to a minute', hint: 'Is crates.io reachable?' });
  markDone('crates', want);
}

/** What cargo's environment needs for it to build for wasm. */
async function wasmStd() {
  if (hasTarget('rustc')) return {};
  const debianReady = () => newEnough(version(DEBIAN_RUSTC)) && hasSources(DEBIAN_RUSTC);
  if (debianReady()) return buildStd(DEBIAN_RUSTC); // an earlier run had to install it: do not ask the network again
  if (!process.env.GOESCAPE_NO_RUSTUP && works('rustup', ['--version'])) {
    await step(`Rust's ${TARGET} target`, 'rustup', ['target', 'add', TARGET], {
      mayFail: true,
      expect: '10 s, 20 MB',
      timeout: 180_000,
      env: { ...process.env, RUST_BACKTRACE: '0' },
    });
    if (hasTarget('rustc')) return {};
  }
  if (hasSources('rustc')) return buildStd('rustc');
  if (canApt()) {
    const names = () => {
      const n = llvmOfDebianRust();
      return ['rustc-web', 'rust-web-src', `clang-${n}`, `lld-${n}`];
    };
    await apt('Rust with its sources, clang', names, '20 s to a minute, 162 MB');
    if (debianReady()) return buildStd(DEBIAN_RUSTC);
  }
  throw new Trouble(`Rust cannot build for ${TARGET} here. Run: rustup target add ${TARGET}`);
}

// ---------- a C compiler for wasm ----------

const compilesWasm = (cc) => {
  const dir = mkdtempSync(join(tmpdir(), 'wasm-cc-'));
  try {
    writeFileSync(join(dir, 't.c'), '#include <stdint.h>\nint32_t f(void) { return 1; }\n');
    return works(cc, [`--target=${TARGET}`, '-c', join(dir, 't.c'), '-o', join(dir, 't.o')]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
};

async function wasmCc() {
  const named = process.env.CC_wasm32_unknown_unknown;
  if (named) return named;
  const numbered = Array.from({ length: 20 }, (_, i) => `clang-${33 - i}`); // clang-33 … clang-14
  const brewed = ['/opt/homebrew/opt/llvm/bin/clang', '/usr/local/opt/llvm/bin/clang'];
  const find = () => ['clang', ...brewed, ...numbered].find(compilesWasm); // Apple's own clang has no wasm
  const found = find();
  if (found) return found;
  if (canApt()) {
    await apt('clang', ['clang'], '20 s, 110 MB');
    const now = find();
    if (now) return now;
  }
  // clang as an npm package, itself compiled to wasm: slower, but it runs wherever Node runs
  const dir = join(ROOT, 'scripts/wasm-clang');
  await npmPackages(dir, 'clang for wasm, from npm');
  return join(dir, 'clang.mjs');
}

/** tree-sitter-go 0.25 does not look for the C headers that tree-sitter-language brings for wasm: cargo knows where they lie. */
function wasmHeaders() {
  const meta = JSON.parse(out('cargo', ['metadata', '--format-version', '1', '--locked', '--filter-platform', TARGET], { maxBuffer: 1 << 28 }) ?? 'null');
  const language = meta?.packages.find((p) => p.name === 'tree-sitter-language');
  if (!language) throw new Trouble('cargo metadata failed: is crates.io reachable, and does Cargo.lock fit?');
  return join(dirname(language.manifest_path), 'wasm/include');
}

/** The whole environment for `cargo build --target wasm32-unknown-unknown`. */
export async function wasmEnv() {
  needRust();
  const std = await wasmStd();
  const cc = await wasmCc();
  await crates();
  return {
    ...process.env,
    ...std,
    CC_wasm32_unknown_unknown: cc,
    CC_SHELL_ESCAPED_FLAGS: '1', // a folder's name may hold a blank
    CFLAGS_wasm32_unknown_unknown: `-I'${wasmHeaders()}'`,
  };
}

// ---------- browsers for the tests ----------

const BROWSERS = {
  chromium: [
    '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ],
  firefox: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
};

export const NO_CHROMIUM = 'Chromium is missing. Install Chromium or Chrome (or run: npx playwright install chromium), or name one in GOESCAPE_CHROMIUM.';

/** The browsers that the tests run in, null for one that is not there: Chromium, set up where that can be done, and Firefox if it is installed. */
export async function browsers() {
  const named = { chromium: process.env.GOESCAPE_CHROMIUM, firefox: process.env.GOESCAPE_FIREFOX };
  const find = (b) => [named[b], ...BROWSERS[b], b === 'chromium' && playwrightsOwn(b)].find((p) => p && existsSync(p) && works(p, ['--version'])) ?? null;
  if (!find('chromium') && canApt()) await apt('Chromium for the tests', ['chromium'], '20 s to a minute, 100 MB');
  return { chromium: find('chromium'), firefox: find('firefox') };
}

/** Where Playwright keeps a browser that it downloaded itself. */
function playwrightsOwn(browser) {
  const ask = `import('@playwright/test').then((p) => process.stdout.write(p.${browser}.executablePath()))`;
  return out(process.execPath, ['-e', ask]);
}
