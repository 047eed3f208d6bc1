// npm run bench: times of an analysis, native and as WebAssembly, beside the Go compiler's on the same inputs in the same run; and sizes.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { checking } from './bench-check.mjs';
import { goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { ROOT, TARGET_DIR, Trouble, out, show, task } from './say.mjs';
import { STD, stdArchives } from './std.mjs';
import { writeWhole } from './stamp.mjs';
import { PKG, WASM, cargoEnv, cli } from './wasm.mjs';

const INPUTS = ['small', 'mid', 'gen1k', 'gen10k'];
const RUNS = 11;
/** What is asked for everywhere: everything that is told, with inlining. */
const FLAG = '-m=2';
const sourceOf = (name) => join(ROOT, 'crate/testdata/bench', name, 'main.go');

/** What is aimed at: milliseconds of a warm analysis in wasm, how much faster than the compiler the command is, and bytes of what a page loads. */
const GOALS = { wasmEdit: { mid: 10, gen1k: 25, gen10k: 300 }, faster: 8, download: 1.2e6 };

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (x) => Math.round(x * 100) / 100;

/** Runs a command; gives its wall time as a whole process. `mayFail` for ours, whose gaps the table tells by themselves. */
async function processTime(cmd, args, { mayFail, ...options } = {}) {
  const began = performance.now();
  const { status, text } = await run(cmd, args, options);
  if (status !== 0 && !mayFail) throw new Trouble(`${cmd} failed:\n${text.slice(0, 1000)}`);
  return performance.now() - began;
}

/** The compiler and the command as processes, by turns on each input so that both see the same machine. */
async function processes() {
  const toolchain = await goToolchain();
  const tools = out(toolchain.go, ['env', 'GOTOOLDIR'], { env: toolchain.env });
  const work = mkdtempSync(join(tmpdir(), 'goescape-'));
  const importcfg = join(work, 'importcfg');
  writeFileSync(importcfg, (await stdArchives(toolchain)).map(([path, file]) => `packagefile ${path}=${file}\n`).join(''));
  const results = {};
  for (const name of INPUTS) {
    const goArgs = ['-importcfg', importcfg, '-p', 'main', '-o', join(work, 'out.a'), FLAG, sourceOf(name)];
    const result = { go: [], command: [], pairs: [] };
    for (let i = 0; i < RUNS; i++) {
      const go = await processTime(join(tools, 'compile'), goArgs, { env: toolchain.env });
      const command = await processTime(join(TARGET_DIR, 'release/goescape'), [FLAG, sourceOf(name)], { mayFail: true });
      result.go.push(go);
      result.command.push(command);
      result.pairs.push(go / command);
    }
    results[name] = result;
  }
  rmSync(work, { recursive: true });
  return results;
}

/** The analysis inside a native process. */
async function native() {
  const args = ['run', '--quiet', '--release', '--locked', '-p', 'goescape', '--example', 'bench', '--', STD, String(RUNS), FLAG, ...INPUTS.map(sourceOf)];
  const { status, text, stdout } = await run('cargo', args, { cwd: ROOT, env: cargoEnv() });
  if (status !== 0) throw new Trouble(`the native benchmark failed:\n${text}`);
  return Object.fromEntries(stdout.trim().split('\n').map((line, i) => [INPUTS[i], JSON.parse(line)]));
}

/** The analysis as WebAssembly, in this Node. */
async function wasmTimes() {
  const glue = await import(pathToFileURL(join(PKG, 'goescape.js')));
  const index = JSON.parse(readFileSync(join(STD, 'index.json'), 'utf8')).packages;
  const bytes = readFileSync(WASM);
  const began = performance.now();
  const exports = glue.initSync({ module: bytes });
  const instantiate = performance.now() - began;
  const engineWith = (paths) => {
    const engine = new glue.Engine();
    engine.setAvailable(Object.keys(index));
    for (const path of paths) engine.addPackage(path, readFileSync(join(STD, index[path])));
    return engine;
  };
  const ask = (engine, text) => engine.analyze({ files: [{ name: 'main.go', text }], options: { inline: true, lang: 'go1.27', verbose: true, advise: false } });
  const timed = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const results = {};
  for (const name of INPUTS) {
    const text = readFileSync(sourceOf(name), 'utf8');
    const paths = new Set();
    let answer;
    while ((answer = ask(engineWith(paths), text)).kind === 'missing') for (const path of answer.missing) paths.add(path);
    const edited = (i) => `${text.slice(0, text.lastIndexOf('}'))}\t_ = ${i}\n}\n`;
    const fresh = [];
    const edit = [];
    for (let i = 0; i < RUNS; i++) {
      const engine = engineWith(paths);
      fresh.push(timed(() => ask(engine, text)));
      engine.free();
    }
    const engine = engineWith(paths);
    ask(engine, text);
    for (let i = 0; i < RUNS; i++) edit.push(timed(() => ask(engine, edited(i))));
    engine.free();
    results[name] = { fresh, edit, memory: exports.memory.buffer.byteLength };
  }
  return { instantiate, results };
}

const brotli = (data) => brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length } }).length;

/** Raw and brotli bytes of some files. */
function size(files) {
  const sum = { raw: 0, brotli: 0 };
  for (const file of files) {
    const data = readFileSync(file);
    sum.raw += data.length;
    sum.brotli += brotli(data);
  }
  return sum;
}

function sizes() {
  const assets = join(ROOT, 'dist/assets');
  const inDist = (pattern) => readdirSync(assets).filter((f) => pattern.test(f)).map((f) => join(assets, f));
  const index = JSON.parse(readFileSync(join(ROOT, 'www/public/std/index.json'), 'utf8')).packages;
  const facts = (paths) => size(paths.map((p) => join(ROOT, 'www/public/std', index[p])));
  return {
    wasm: size(inDist(/\.wasm$/)),
    javascript: size(inDist(/\.js$/)),
    styles: size(inDist(/\.css$/)),
    'std: fmt': facts(['fmt']),
    'std: net/http': facts(['net/http']),
    'std: all public': facts(Object.keys(index)),
  };
}

/** Prints rows as a table: the first column to the left, numbers to the right. */
function table(rows) {
  const widths = rows[0].map((_, i) => Math.max(...rows.map((r) => String(r[i]).length)));
  for (const row of rows) console.log(`  ${row.map((cell, i) => (i ? String(cell).padStart(widths[i]) : String(cell).padEnd(widths[i]))).join('  ')}`);
}

function print(result) {
  console.log(`\nmilliseconds, median of ${RUNS} (smallest); "edit": again after a change in one function; "fresh": all of it, with the facts decoded anew`);
  const cell = (list) => `${median(list).toFixed(1)} (${Math.min(...list).toFixed(1)})`;
  const head = ['input', 'lines', 'go tool compile', 'goescape command', 'native fresh', 'native edit', 'wasm first', 'wasm fresh', 'wasm edit', 'go / command'];
  const rows = result.times.map((t) => [
    t.input, t.lines, cell(t.go), cell(t.command), cell(t.nativeFresh), cell(t.nativeEdit), t.wasmFresh[0].toFixed(1), cell(t.wasmFresh), cell(t.wasmEdit), t.faster.toFixed(1),
  ]);
  table([head, ...rows]);
  for (const t of result.times) if (t.notAnalysed) console.log(`  ${t.input}: ${t.notAnalysed} not analysed, so its times mean little`);
  console.log(`  instantiate the wasm: ${result.instantiate.toFixed(1)} ms; memory after all: ${(result.memory / 2 ** 20).toFixed(0)} MiB`);
  console.log('\nparsing and checking types, imports read before: milliseconds, median (smallest), and how many times as long as go/types');
  const ratio = (list, c) => (median(list) / median(c.go)).toFixed(2);
  table([
    ['input', 'lines', 'go/types', 'native', 'wasm', 'native / go', 'wasm / go'],
    ...result.checking.map((c) => [c.name, c.lines, cell(c.go), cell(c.native), cell(c.wasm), ratio(c.native, c), ratio(c.wasm, c)]),
  ]);
  console.log('\nbytes');
  table([['what', 'raw', 'brotli'], ...Object.entries(result.sizes).map(([what, s]) => [what, s.raw, s.brotli])]);
  console.log('\ngoals');
  for (const g of result.goals) console.log(`  ${(g.least ? g.value >= g.goal : g.value <= g.goal) ? '✓' : '✗'} ${g.what}: ${g.value}, goal ${g.goal}`);
}

function goals(times, bytes) {
  const edits = Object.entries(GOALS.wasmEdit).map(([input, goal]) => {
    const value = round(median(times.find((t) => t.input === input).wasmEdit));
    return { what: `${input}, an edit in wasm, ms`, value, goal };
  });
  const faster = times.map((t) => ({ what: `${t.input}, times faster than ${FLAG} of the compiler`, value: round(t.faster), goal: GOALS.faster, least: true }));
  return [...edits, ...faster, { what: 'wasm and JavaScript, brotli bytes', value: bytes.wasm.brotli + bytes.javascript.brotli, goal: GOALS.download }];
}

/** Runs all of it, prints tables and writes target/bench.json. */
export async function bench() {
  await cli();
  const { ok } = await show('the site, for its sizes', process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  if (!ok) throw new Trouble('the site could not be built');
  let byProcess, byNative, byWasm, checked, bytes;
  await task('as processes, beside the Go compiler', { expect: '1 min' }, async () => { byProcess = await processes(); });
  await task('native', { expect: '1 to 2 min the first time' }, async () => { byNative = await native(); });
  await task('as WebAssembly, in Node', { expect: '30 s' }, async () => { byWasm = await wasmTimes(); });
  await task('checking types, beside go/types', { expect: '1 to 2 min the first time' }, async () => { checked = await checking(); });
  await task('sizes', { expect: '30 s' }, async () => { bytes = sizes(); });
  const times = INPUTS.map((input) => ({
    input,
    lines: readFileSync(sourceOf(input), 'utf8').split('\n').length - 1,
    ...byProcess[input],
    nativeFresh: byNative[input].fresh,
    nativeEdit: byNative[input].edit,
    notAnalysed: byNative[input].not_analysed,
    wasmFresh: byWasm.results[input].fresh,
    wasmEdit: byWasm.results[input].edit,
    faster: median(byProcess[input].pairs),
  }));
  const memory = Math.max(...INPUTS.map((i) => byWasm.results[i].memory));
  const result = { node: process.version, runs: RUNS, times, checking: checked, instantiate: byWasm.instantiate, memory, sizes: bytes, goals: goals(times, bytes) };
  mkdirSync(TARGET_DIR, { recursive: true });
  writeWhole(join(TARGET_DIR, 'bench.json'), `${JSON.stringify(result, null, 1)}\n`);
  print(result);
  return true;
}
