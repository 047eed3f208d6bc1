// Part of npm run bench: parsing and type checking, native and as WebAssembly, beside go/types on the same inputs in the same run.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { ROOT, Trouble } from './say.mjs';
import { STD, stdArchives } from './std.mjs';
import { PKG, WASM, cargoEnv } from './wasm.mjs';

const RUNS = 11;
const options = (path, std) => ({ package: path, std, lang: 'go1.27', inline: false, verbose: false, advise: false });

/** The files of a package of std; what it imports from its vendor folder under the names that these packages have. */
async function packageOf({ go, env, goroot }, path) {
  const { stdout } = await run(go, ['list', '-f', '{{range .GoFiles}}{{.}} {{end}}', path], { cwd: join(goroot, 'src'), env });
  const text = (name) => readFileSync(join(goroot, 'src', path, name), 'utf8').replaceAll('"golang.org/x/', '"vendor/golang.org/x/');
  return { name: path, input: { files: stdout.trim().split(' ').map((name) => ({ name, text: text(name) })), options: options(path, true) } };
}

function generated(name) {
  const text = readFileSync(join(ROOT, 'crate/testdata/bench', name, 'main.go'), 'utf8');
  return { name, input: { files: [{ name: 'main.go', text }], options: options('main', false) } };
}

/** Lines of JSON that a command prints. */
async function results(cmd, args, opts) {
  const { status, text, stdout } = await run(cmd, args, { cwd: ROOT, ...opts });
  if (status !== 0) throw new Trouble(`the checking benchmark failed:\n${text.slice(0, 2000)}`);
  return stdout.trim().split('\n').map((line) => JSON.parse(line));
}

async function inWasm(inputs) {
  const glue = await import(pathToFileURL(join(PKG, 'goescape.js')));
  glue.initSync({ module: readFileSync(WASM) });
  const index = JSON.parse(readFileSync(join(STD, 'index.json'), 'utf8')).packages;
  return inputs.map(({ input }) => {
    const engine = new glue.Engine();
    engine.setAvailable(Object.keys(index));
    const imported = new Set(input.files.flatMap(({ text }) => [...text.matchAll(/^(?:import )?\s*(?:[\w.]+ )?"([^"]+)"/gm)].map((m) => m[1])));
    for (const path of imported) if (index[path]) engine.addPackage(path, readFileSync(join(STD, index[path])));
    const times = [];
    let errors = 0;
    for (let i = 0; i < RUNS; i++) {
      const began = performance.now();
      errors = engine.check(input).length;
      times.push(performance.now() - began);
    }
    engine.free();
    return { times, errors };
  });
}

/** For each input its name, its lines, and the times of go/types, native and in wasm; an error in any of them would make the times mean nothing. */
export async function checking() {
  const toolchain = await goToolchain();
  const inputs = [await packageOf(toolchain, 'go/types'), await packageOf(toolchain, 'net/http'), generated('gen1k'), generated('gen10k')];
  const work = mkdtempSync(join(tmpdir(), 'goescape-'));
  const [json, exports] = ['inputs.json', 'exports.tsv'].map((name) => join(work, name));
  writeFileSync(json, JSON.stringify(inputs.map(({ input }) => input)));
  writeFileSync(exports, (await stdArchives(toolchain)).map((pair) => `${pair.join('\t')}\n`).join(''));
  const tool = join(ROOT, 'crate/tools/checkbench/main.go');
  const go = await results(toolchain.go, ['run', tool, exports, String(RUNS), json], { env: toolchain.env });
  const cargo = ['run', '--quiet', '--release', '--locked', '-p', 'goescape', '--example', 'check', '--', STD, String(RUNS), json];
  const native = await results('cargo', cargo, { env: cargoEnv() });
  const wasm = await inWasm(inputs);
  rmSync(work, { recursive: true });
  return inputs.map(({ name, input }, i) => {
    const lines = input.files.reduce((n, { text }) => n + text.split('\n').length - 1, 0);
    for (const r of [go[i], native[i], wasm[i]]) if (r.errors) throw new Trouble(`${name} has ${r.errors} errors in the benchmark`);
    return { name, lines, go: go[i].times, native: native[i].times, wasm: wasm[i].times };
  });
}
