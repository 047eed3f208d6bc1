#!/usr/bin/env node
// npm start, npm test, npm run build, …: each sets up what is missing first.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { notices } from './notices.mjs';
import { npmPackage } from './package.mjs';
import { onQuit, quit } from './procs.mjs';
import { ROOT, Trouble, openLog, show } from './say.mjs';
import { stdFacts } from './std.mjs';
import { verifier } from './verify.mjs';
import { NO_CHROMIUM, browsers, npmPackages } from './toolchain.mjs';
import { cli, wasm } from './wasm.mjs';

const OLDEST_NODE = [20, 19];
const PORT = 5173;
const rest = process.argv.slice(3);
const option = (name) => (rest.includes(name) ? rest[rest.indexOf(name) + 1] : undefined);

/** All that the page is made of. */
async function page() {
  await npmPackages();
  await stdFacts();
  await wasm();
  await notices();
}

const COMMANDS = {
  /** Serves the playground on this machine's loopback address, until Ctrl-C. `--port N` asks for a port. */
  async start() {
    await page();
    const { createServer } = await import(pathToFileURL(join(ROOT, 'node_modules/vite/dist/node/index.js')));
    const port = Number(option('--port') ?? PORT);
    const server = await createServer({ root: join(ROOT, 'www'), configFile: join(ROOT, 'vite.config.ts'), server: { host: '127.0.0.1', port }, clearScreen: false, logLevel: 'warn' });
    onQuit(() => server.close());
    await server.listen();
    console.log(`\n  The playground is at ${server.resolvedUrls.local[0]}\n  Ctrl-C ends it.\n`);
    // The page works without it, and asks for it only when somebody wants a program verified.
    await verifier().catch((e) => console.error(`  Verifying with the Go compiler is not possible: ${e.message}`));
    return null;
  },

  /** Makes the static site in dist/. */
  async build() {
    await page();
    await verifier();
    const { ok } = await show('the site, in dist/', process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build']);
    return ok;
  },

  /** Makes the npm package in target/package. */
  async 'build:package'() {
    await page();
    await npmPackage();
    console.log('\n  The package is in target/package.');
    return true;
  },

  /** Makes the command target/release/goescape, which runs from any directory. */
  async 'build:cli'() {
    await stdFacts();
    await cli();
    return true;
  },

  /** Sets up all that the other commands need, and does nothing else. */
  async setup() {
    await page();
    await verifier();
    if (!(await browsers()).chromium) console.log(`  - ${NO_CHROMIUM}`);
    return true;
  },

  /** Every test. A word picks the checks with it in their name. */
  async test() {
    await page();
    await verifier();
    const { tests } = await import('./tests.mjs');
    return tests(rest[0]);
  },

  /**
   * Compares all of std with the compiler and writes the snapshot; `--check` compares with the committed one instead, and names of
   * packages (`fmt,strings`) print every difference in these.
   */
  async conformance() {
    await stdFacts();
    const { conformanceCheck, conformanceOf, conformanceWrite } = await import('./conformance.mjs');
    if (rest.includes('--check')) return conformanceCheck();
    return rest[0] ? conformanceOf(rest[0]) : conformanceWrite();
  },

  /** Looks for texts that the parser or the checker can't stand: `parse` or `check`, and for how many seconds. */
  async fuzz() {
    await stdFacts();
    const { fuzz } = await import('./fuzz.mjs');
    return fuzz(...rest);
  },

  /**
   * Holds programs made at random to the compiler: `--programs N` of them from `--seed S` on. One that differs is made small and printed;
   * `--shrink FILE` does that for a program at hand, `--show` prints the one of a seed.
   */
  async 'fuzz:diff'() {
    await stdFacts();
    const { fuzzDiff } = await import('./fuzz-diff.mjs');
    return fuzzDiff(rest);
  },

  /** How soon the built page answers, and what it loads. */
  async 'bench:page'() {
    await COMMANDS.build();
    const { benchPage } = await import('./bench-page.mjs');
    return benchPage();
  },

  /** Times and sizes, beside the Go compiler's. */
  async bench() {
    await page();
    const { bench } = await import('./bench.mjs');
    return bench();
  },
};

try {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
    throw new Trouble(`Node ${OLDEST_NODE.join('.')} or newer is needed, this is ${process.versions.node}.`);
  }
  openLog();
  const command = COMMANDS[process.argv[2]];
  if (!command) throw new Trouble(`usage: node scripts/run.mjs ${Object.keys(COMMANDS).join(' | ')}`);
  const ok = await command();
  if (ok !== null) await quit(ok ? 0 : 1);
} catch (e) {
  console.error(e instanceof Trouble ? `\n${e.message}` : e);
  await quit(1);
}
