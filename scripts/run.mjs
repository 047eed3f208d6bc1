#!/usr/bin/env node
// npm start, npm test, npm run build, npm run setup: each sets up what is missing first.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, Trouble, openLog, show, step } from './say.mjs';
import { TARGET, browsers, npmPackages, wasmEnv } from './toolchain.mjs';

const bin = (path) => join(ROOT, 'node_modules', path);
const VITE = bin('vite/bin/vite.js');
const PKG = join(ROOT, 'www/src/pkg');

/** Rust to wasm, and its JavaScript glue in www/src/pkg. */
function wasm() {
  const env = wasmEnv();
  step('the parser, as wasm', 'cargo', ['build', '--release', '--locked', '-p', 'goescape', '--target', TARGET], { env });
  const built = join(ROOT, 'target', TARGET, 'release/goescape.wasm');
  const last = join(PKG, 'from.wasm');
  if (existsSync(last) && readFileSync(last).equals(readFileSync(built))) return;
  step('its JavaScript glue', 'cargo', ['xtask', 'bindgen', built, PKG]);
  mkdirSync(PKG, { recursive: true });
  copyFileSync(built, last);
}

function start() {
  npmPackages();
  wasm();
  spawn(process.execPath, [VITE, ...process.argv.slice(3)], { cwd: ROOT, stdio: 'inherit' }).on('exit', (code) => process.exit(code ?? 0));
}

function build() {
  npmPackages();
  wasm();
  if (!show('web page', process.execPath, [VITE, 'build'])) process.exit(1);
}

function test() {
  npmPackages();
  wasm();
  const found = browsers();
  Object.assign(process.env, { GOESCAPE_CHROMIUM: found.chromium, GOESCAPE_FIREFOX: found.firefox });
  const steps = [
    ['Rust tests', 'cargo', ['test', '--locked', '-p', 'goescape']],
    ['types', process.execPath, [bin('typescript/bin/tsc')]],
    ['unit tests', process.execPath, [bin('vitest/vitest.mjs'), 'run']],
    ['web page', process.execPath, [VITE, 'build']],
    ['browser tests', process.execPath, [bin('@playwright/test/cli.js'), 'test']],
  ];
  const failed = steps.filter(([title, cmd, args]) => !show(title, cmd, args)).map(([title]) => title);
  if (failed.length) console.error(`\nfailed: ${failed.join(', ')}`);
  console.log(`\nsteps: ${steps.length - failed.length} passed, ${failed.length} failed`);
  process.exit(failed.length ? 1 : 0);
}

const setup = () => { npmPackages(); wasm(); browsers(); };

const [major, minor] = process.versions.node.split('.').map(Number);
try {
  if (major < 20 || (major === 20 && minor < 19)) throw new Trouble(`Node 20.19 or newer is needed, this is ${process.versions.node}.`);
  openLog();
  const command = { start, build, test, setup }[process.argv[2]];
  if (!command) throw new Trouble('usage: node scripts/run.mjs start | build | test | setup');
  command();
} catch (e) {
  if (!(e instanceof Trouble)) throw e;
  console.error(`\n${e.message}`);
  process.exit(1);
}
