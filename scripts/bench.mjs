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

/** Programs, and whole packages of std. */
const PROGRAMS = ['small', 'mid', 'gen1k', 'gen10k'];
const PACKAGES = ['net/http', 'go/types'];
/** A program of this many copies of another: a hundred thousand lines. */
const MANY = { name: 'gen100k', of: 'gen10k', copies: 10 };
/** What takes the most memory in std. */
const LARGEST = ['runtime', 'go/types', 'net/http', 'crypto/tls', 'reflect'];
const RUNS = 11;
/** Runs of what takes long. */
const FEW_RUNS = 3;
/** What is asked for everywhere: everything that is told, with inlining. */
const FLAG = '-m=2';
const sourceOf = (name) => join(ROOT, 'crate/testdata/bench', name, 'main.go');

/**
 * What is aimed at: milliseconds of a warm analysis in wasm, how much faster than the compiler the command is, how much longer a program of ten
 * times the lines takes, MiB of memory, and bytes of what a page loads.
 */
const GOALS = { wasmEdit: { mid: 10, gen1k: 25, gen10k: 300 }, faster: 8, growth: 11, peak: 300, download: 1.2e6 };

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const round = (x) => Math.round(x * 100) / 100;

/** A program of copies of another one, in files of their own whose top-level names differ. */
function copies({ of, copies }) {
  const text = readFileSync(sourceOf(of), 'utf8');
  const names = new Set([...text.matchAll(/^(?:func|type|var|const) (\w+)/gm)].map((m) => m[1]));
  names.delete('main');
  // Methods keep their names, and so do fields and variables, none of which is one of these behind a dot.
  const copy = (i) => text.replace(/(?<![\w"])(?<!(?<!\.\.)\.)\w+/g, (word) => (names.has(word) ? `${word}_${i}` : word)).replace('func main()', i === 0 ? '$&' : `func main${i}()`);
  return Array.from({ length: copies }, (_, i) => ({ name: `part${i}.go`, text: copy(i) }));
}

/** The files of a package of std; what it imports from its vendor folder under the names that these packages have. */
function packageFiles({ go, env, goroot }, path) {
  const list = out(go, ['list', '-f', '{{range .GoFiles}}{{.}} {{end}}', path], { cwd: join(goroot, 'src'), env });
  const text = (name) => readFileSync(join(goroot, 'src', path, name), 'utf8').replaceAll('"golang.org/x/', '"vendor/golang.org/x/');
  return list.trim().split(' ').map((name) => ({ name, text: text(name) }));
}

/** All inputs: name, import path, files on the disk, and the form of wire.ts. */
function inputs(toolchain, work) {
  const place = (name, path, std, files) => {
    const dir = join(work, name.replaceAll('/', '.'));
    mkdirSync(dir);
    const paths = files.map((f) => join(dir, f.name));
    files.forEach((f, i) => writeFileSync(paths[i], f.text));
    const options = { package: path, std, lang: 'go1.27', inline: true, verbose: FLAG === '-m=2', advise: false };
    const json = `${dir}.json`;
    const input = { files, options };
    writeFileSync(json, JSON.stringify(input));
    const lines = files.reduce((n, f) => n + f.text.split('\n').length - 1, 0);
    return { name, flags: ['-p', path, ...(std ? ['-std'] : [])], paths, json, input, lines, runs: lines > 20_000 ? FEW_RUNS : RUNS };
  };
  const one = (name) => [{ name: 'main.go', text: readFileSync(sourceOf(name), 'utf8') }];
  return [
    ...PROGRAMS.map((name) => place(name, 'main', false, one(name))),
    place(MANY.name, 'main', false, copies(MANY)),
    ...[...new Set([...PACKAGES, ...LARGEST])].map((path) => ({ ...place(path, path, true, packageFiles(toolchain, path)), memoryOnly: !PACKAGES.includes(path) })),
  ];
}

/** Runs a command; gives processor time and wall time of the whole process in ms. `mayFail` for ours, whose gaps the table tells by themselves. */
async function processTime(cmd, args, { mayFail, ...options } = {}) {
  // The shell's own word tells what the kernel counted; on a busy machine the wall time tells more about others.
  const quoted = [cmd, ...args].map((a) => `'${a.replaceAll("'", "'\\''")}'`).join(' ');
  const bash = process.platform !== 'win32' && out('bash', ['-c', 'echo ok'])?.trim() === 'ok';
  const shell = ['-c', `TIMEFORMAT='goescape-bench %3U %3S'; time ${quoted} >/dev/null 2>&1`];
  const began = performance.now();
  const { status, text } = bash ? await run('bash', shell, options) : await run(cmd, args, options);
  const wall = performance.now() - began;
  if (status !== 0 && !mayFail) throw new Trouble(`${cmd} failed:\n${text.slice(0, 1000)}`);
  const told = text.match(/goescape-bench ([\d.]+) ([\d.]+)/);
  return { wall, cpu: told ? (Number(told[1]) + Number(told[2])) * 1000 : wall };
}

/** The compiler and the command as processes, by turns on each input so that both see the same machine. */
async function processes(toolchain, all, work) {
  const tools = out(toolchain.go, ['env', 'GOTOOLDIR'], { env: toolchain.env });
  const importcfg = join(work, 'importcfg');
  writeFileSync(importcfg, (await stdArchives(toolchain)).map(([path, file]) => `packagefile ${path}=${file}\n`).join(''));
  const results = {};
  for (const input of all.filter((i) => !i.memoryOnly)) {
    const flags = [...input.flags, FLAG];
    const goArgs = ['-importcfg', importcfg, '-o', join(work, 'out.a'), ...flags, ...input.paths];
    const result = { go: [], command: [], goWall: [], commandWall: [], pairs: [] };
    for (let i = 0; i < input.runs; i++) {
      const go = await processTime(join(tools, 'compile'), goArgs, { env: toolchain.env });
      const command = await processTime(join(TARGET_DIR, 'release/goescape'), [...flags, ...input.paths], { mayFail: true });
      result.go.push(go.cpu);
      result.command.push(command.cpu);
      result.goWall.push(go.wall);
      result.commandWall.push(command.wall);
      result.pairs.push(go.cpu / command.cpu);
    }
    results[input.name] = result;
  }
  return results;
}

/** The analysis inside a native process; each input in one of its own, so that each has its own peak of memory. */
async function native(all) {
  const results = {};
  for (const input of all) {
    const args = ['run', '--quiet', '--release', '--locked', '-p', 'goescape', '--example', 'bench', '--', STD, String(input.memoryOnly ? 0 : input.runs), FLAG, input.json];
    const { status, text, stdout } = await run('cargo', args, { cwd: ROOT, env: cargoEnv() });
    if (status !== 0) throw new Trouble(`the native benchmark failed:\n${text}`);
    results[input.name] = JSON.parse(stdout.trim());
  }
  return results;
}

/** The analysis as WebAssembly, in this Node. */
async function wasmTimes(all) {
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
  const ask = (engine, input) => engine.analyze(input);
  const timed = (work) => {
    const start = performance.now();
    work();
    return performance.now() - start;
  };
  const results = {};
  for (const { name, input, runs } of all.filter((i) => !i.memoryOnly)) {
    const paths = new Set();
    let answer;
    while ((answer = ask(engineWith(paths), input)).kind === 'missing') for (const path of answer.missing) paths.add(path);
    const edited = (i) => {
      const { text } = input.files.at(-1);
      const one = input.files.length === 1;
      const changed = one ? `${text.slice(0, text.lastIndexOf('}'))}\t_ = ${i}\n}\n` : `${text}\nfunc _() { _ = ${i} }\n`;
      return { ...input, files: [...input.files.slice(0, -1), { ...input.files.at(-1), text: changed }] };
    };
    const fresh = [];
    const edit = [];
    for (let i = 0; i < runs; i++) {
      const engine = engineWith(paths);
      fresh.push(timed(() => ask(engine, input)));
      engine.free();
    }
    const engine = engineWith(paths);
    ask(engine, input);
    for (let i = 0; i < runs; i++) edit.push(timed(() => ask(engine, edited(i))));
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
  console.log(`\nmilliseconds, median (smallest); "edit": again after a change in one function; "fresh": all of it, with the facts decoded anew; processes in processor time`);
  const cell = (list) => `${median(list).toFixed(1)} (${Math.min(...list).toFixed(1)})`;
  const head = ['input', 'lines', `go tool compile ${FLAG}`, `goescape ${FLAG}`, 'native fresh', 'native edit', 'wasm first', 'wasm fresh', 'wasm edit', 'go / command', 'go / wasm edit'];
  const rows = result.times.map((t) => [
    t.input, t.lines, cell(t.go), cell(t.command), cell(t.nativeFresh), cell(t.nativeEdit), t.wasmFresh[0].toFixed(1), cell(t.wasmFresh), cell(t.wasmEdit),
    t.faster.toFixed(1), (median(t.go) / median(t.wasmEdit)).toFixed(1),
  ]);
  table([head, ...rows]);
  console.log('\nmost memory of a native process, MiB');
  table(Object.entries(result.peaks).map(([name, mib]) => [name, mib === null ? '?' : mib.toFixed(0)]));
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

function goals(times, peaks, bytes) {
  const of = (name) => times.find((t) => t.input === name);
  const edits = Object.entries(GOALS.wasmEdit).map(([input, goal]) => ({ what: `${input}, an edit in wasm, ms`, value: round(median(of(input).wasmEdit)), goal }));
  const faster = times.map((t) => ({ what: `${t.input}, times faster than ${FLAG} of the compiler`, value: round(t.faster), goal: GOALS.faster, least: true }));
  const grown = (key) => round(Math.min(...of(MANY.name)[key]) / Math.min(...of(MANY.of)[key]));
  return [
    ...edits, ...faster,
    { what: `${MANY.name} for ${MANY.of}, the command, times as long`, value: grown('command'), goal: GOALS.growth },
    { what: `${MANY.name} for ${MANY.of}, an edit in wasm, times as long`, value: grown('wasmEdit'), goal: GOALS.growth },
    { what: 'the largest packages of std, most memory, MiB', value: round(Math.max(...LARGEST.map((name) => peaks[name] ?? 0))), goal: GOALS.peak },
    { what: 'wasm and JavaScript, brotli bytes', value: bytes.wasm.brotli + bytes.javascript.brotli, goal: GOALS.download },
  ];
}

/** Runs all of it, prints tables and writes target/bench.json. */
export async function bench() {
  await cli();
  const { ok } = await show('the site, for its sizes', process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn']);
  if (!ok) throw new Trouble('the site could not be built');
  const toolchain = await goToolchain();
  const work = mkdtempSync(join(tmpdir(), 'goescape-'));
  const all = inputs(toolchain, work);
  let byProcess, byNative, byWasm, checked, bytes;
  await task('as processes, beside the Go compiler', { expect: '3 min' }, async () => { byProcess = await processes(toolchain, all, work); });
  await task('native', { expect: '2 to 4 min the first time' }, async () => { byNative = await native(all); });
  await task('as WebAssembly, in Node', { expect: '2 min' }, async () => { byWasm = await wasmTimes(all); });
  await task('checking types, beside go/types', { expect: '1 to 2 min the first time' }, async () => { checked = await checking(); });
  await task('sizes', { expect: '30 s' }, async () => { bytes = sizes(); });
  rmSync(work, { recursive: true });
  const times = all.filter((i) => !i.memoryOnly).map(({ name, lines }) => ({
    input: name,
    lines,
    ...byProcess[name],
    nativeFresh: byNative[name].fresh,
    nativeEdit: byNative[name].edit,
    notAnalysed: byNative[name].not_analysed,
    wasmFresh: byWasm.results[name].fresh,
    wasmEdit: byWasm.results[name].edit,
    faster: median(byProcess[name].pairs),
  }));
  const peaks = Object.fromEntries(all.map(({ name }) => [name, byNative[name].peak]));
  const memory = Math.max(...Object.values(byWasm.results).map((r) => r.memory));
  const result = { node: process.version, runs: RUNS, times, peaks, checking: checked, instantiate: byWasm.instantiate, memory, sizes: bytes, goals: goals(times, peaks, bytes) };
  mkdirSync(TARGET_DIR, { recursive: true });
  writeWhole(join(TARGET_DIR, 'bench.json'), `${JSON.stringify(result, null, 1)}\n`);
  print(result);
  return true;
}
