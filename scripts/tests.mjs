// npm test: every check, one after the other, and the sum of all.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { conformanceCheck } from './conformance.mjs';
import { goToolchain } from './go.mjs';
import { ROOT, out, show } from './say.mjs';
import { STD } from './std.mjs';
import { NO_CHROMIUM, browsers } from './toolchain.mjs';
import { cargoEnv } from './wasm.mjs';

const node = process.execPath;
const bin = (path) => join(ROOT, 'node_modules', path);

/** Adds up the numbers in all matches of a pattern. */
const sum = (text, pattern) => [...text.matchAll(pattern)].reduce((n, m) => n + Number(m[1]), 0);

/** How each test runner counts; a check that counts nothing is one test by itself. */
const COUNTS = {
  cargo: (text) => [sum(text, /^test result: .*?(\d+) passed/gm), sum(text, /^test result: .*?(\d+) failed/gm)],
  vitest: (text) => [sum(text, /^\s*Tests\s.*?(\d+) passed/gm), sum(text, /^\s*Tests\s.*?(\d+) failed/gm)],
  playwright: (text) => [sum(text, /^\s*(\d+) passed\b/gm), sum(text, /^\s*(\d+) failed\b/gm)],
};

function counted(result, count) {
  const [passed, failed] = count ? count(result.text) : [result.ok ? 1 : 0, 0];
  return { passed, failed: result.ok ? failed : Math.max(failed, 1) };
}

/** A component of the Rust toolchain, or what to run to get it. */
const lacks = (probe, component) =>
  out('cargo', [probe, '--version']) === null && `cargo ${probe} is missing. Run: rustup component add ${component}`;

/** A port that nobody listens on, for the server of the end-to-end tests. */
const freePort = () =>
  new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });

/** The checks in order: name, what runs it, how it counts. */
function checks(found, goroot, port) {
  const cargo = (...args) => ['cargo', args, { env: { ...cargoEnv(), GOESCAPE_GOROOT: goroot, GOESCAPE_STD: STD } }];
  const projects = ['chromium', found.firefox && 'firefox'].filter(Boolean).map((p) => `--project=${p}`);
  const playwrightEnv = { ...process.env, GOESCAPE_CHROMIUM: found.chromium ?? '', GOESCAPE_FIREFOX: found.firefox ?? '', GOESCAPE_TEST_PORT: String(port) };
  return [
    { name: 'formatting (rustfmt)', lacks: () => lacks('fmt', 'rustfmt'), run: ['cargo', ['fmt', '--all', '--check']] },
    {
      name: 'lints (clippy)',
      lacks: () => lacks('clippy', 'clippy'),
      expect: '1 to 2 min the first time',
      run: cargo('clippy', '--locked', '--workspace', '--all-targets', '--', '-D', 'warnings'),
    },
    { name: 'Rust tests', expect: '2 to 5 min the first time', run: cargo('test', '--locked', '-p', 'goescape'), count: COUNTS.cargo },
    { name: 'conformance with the Go compiler on all of std', expect: '2 to 8 min the first time', work: conformanceCheck },
    { name: 'types (TypeScript)', run: [node, [bin('typescript/bin/tsc')]] },
    { name: 'unit tests (Vitest)', run: [node, [bin('vitest/vitest.mjs'), 'run']], count: COUNTS.vitest },
    { name: 'the site (Vite build)', run: [node, [bin('vite/bin/vite.js'), 'build']] },
    {
      name: 'end to end (Playwright)',
      lacks: () => !found.chromium && NO_CHROMIUM,
      expect: '1 to 5 min',
      run: [node, [bin('@playwright/test/cli.js'), 'test', ...projects], { env: playwrightEnv }],
      count: COUNTS.playwright,
    },
  ];
}

async function one({ name, run, work, expect, lacks: missing, count }) {
  const trouble = missing?.();
  if (trouble) {
    console.error(`\n▸ ${name}\n${trouble}`);
    return { name, passed: 0, failed: 1, seconds: 0 };
  }
  if (work) {
    console.log(`\n▸ ${name}${expect ? ` (may take ${expect})` : ''}`);
    const began = Date.now();
    const ok = await work();
    return { name, passed: ok ? 1 : 0, failed: ok ? 0 : 1, seconds: (Date.now() - began) / 1000 };
  }
  const [cmd, args, options = {}] = run;
  const result = await show(name, cmd, args, { expect, ...options });
  return { name, ...counted(result, count), seconds: result.seconds };
}

/** Runs every check, also after a failed one. Gives whether all passed; `only` picks checks by a part of their name. */
export async function tests(only) {
  const found = await browsers();
  const { goroot } = await goToolchain();
  const port = process.env.GOESCAPE_TEST_PORT ?? (await freePort());
  const results = [];
  for (const check of checks(found, goroot, port)) if (!only || check.name.includes(only)) results.push(await one(check));
  const total = (key) => results.reduce((n, r) => n + r[key], 0);
  console.log('\nsummary');
  for (const r of results) {
    const mark = r.failed ? '✗' : '✓';
    console.log(`  ${mark} ${r.name}: ${r.passed} passed, ${r.failed} failed (${r.seconds.toFixed(1)} s)`);
  }
  console.log(`\n${total('passed')} passed, ${total('failed')} failed`);
  return total('failed') === 0;
}
