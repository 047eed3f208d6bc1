// The Go compiler's own answers: every package of std, compiled as `go build std` compiles it, with the diagnostics that were asked for.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { GO_VERSION, goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { TARGET_DIR, Trouble, out, task } from './say.mjs';
import { hashOf, sha256, writeWhole } from './stamp.mjs';
import { stdArchives } from './std.mjs';

const CACHE = join(TARGET_DIR, 'conformance-cache');

/** Flags of the plan with a value, and those of them that the answers depend on. */
const WITH_VALUE = new Set(['-o', '-trimpath', '-p', '-buildid', '-goversion', '-symabis', '-importcfg', '-embedcfg', '-asmhdr']);
const KEPT = new Set(['-p', '-symabis', '-embedcfg']);
/** Flags without a space before their value, or without one, that stay as they are. */
const KEPT_WORDS = /^-(lang=.*|std|complete|\+)$/;

const words = (line) => [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]);

/** One compile command of the plan. */
function compileCommand(line) {
  const command = { flags: [], files: [] };
  const args = words(line).slice(1);
  for (let i = 0; i < args.length; i++) {
    const arg = args[i];
    if (WITH_VALUE.has(arg)) {
      const value = args[++i];
      command[arg.slice(1)] = value;
      if (KEPT.has(arg)) command.flags.push(arg, value);
    } else if (KEPT_WORDS.test(arg)) command.flags.push(arg);
    else if (arg.endsWith('.go')) command.files.push(arg);
  }
  return command;
}

/** The files that a script of the go command writes: `cat >NAME << 'EOF'` up to `EOF`, which comes without a new line in front where the file ends without one. */
function writtenFiles(script) {
  const files = new Map();
  for (const m of script.matchAll(/^cat >(\S+) << 'EOF'.*\n([\s\S]*?)EOF$/gm)) files.set(m[1], m[2]);
  return files;
}

/**
 * How the go command would compile all of std: taken from the script that it prints itself, so that flags, file lists, symbol ABIs and
 * embedded files are its own.
 */
function plan({ go, env, goroot }) {
  const script = out('sh', ['-c', '"$0" build -n -a std 2>&1', go], { cwd: join(goroot, 'src'), env, maxBuffer: 1 << 28 });
  if (!script) throw new Trouble('go build -n std failed: is the Go toolchain whole?');
  const lines = script.split('\n');
  const written = writtenFiles(script);
  const symabis = new Map();
  let dir = join(goroot, 'src');
  const packages = [];
  for (const line of lines) {
    if (line.startsWith('cd ')) dir = words(line)[1];
    if (line.includes(' -gensymabis ')) {
      const args = words(line).slice(1);
      symabis.set(args[args.indexOf('-o') + 1], { dir, args });
    }
    if (!/\/compile(\.exe)? -o /.test(line)) continue;
    const command = compileCommand(line);
    const importMap = (written.get(command.importcfg) ?? '').matchAll(/^importmap (\S+)=(\S+)$/gm);
    packages.push({
      path: command.p,
      flags: command.flags,
      files: command.files.map((file) => resolve(dir, file)), // the script tells names relative to its last `cd`
      importMap: Object.fromEntries([...importMap].map((m) => [m[1], m[2]])),
      symabis: symabis.get(command.symabis) ?? null,
      embed: written.get(command.embedcfg) ?? null,
    });
  }
  if (packages.length < 100) throw new Trouble(`the plan of go build names only ${packages.length} packages: its form has changed`);
  return packages.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The plan, made once for each toolchain. */
function planned(toolchain) {
  const key = hashOf(['scripts/oracle.mjs'], [GO_VERSION, toolchain.goroot]).slice(0, 12);
  const file = join(CACHE, `plan-${key}.json`);
  if (!existsSync(file)) writeWhole(file, JSON.stringify(plan(toolchain)));
  return JSON.parse(readFileSync(file, 'utf8'));
}

/** Runs `work` over all items, as many at a time as there are cores. */
async function inParallel(items, work) {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

/** Compiles one package and gives what the compiler printed, with file names relative to GOROOT/src. */
async function ask({ goroot, env, tools, importcfg }, pkg, diagnostics, scratch) {
  const work = mkdtempSync(join(scratch, 'b-'));
  const at = (text) => text.replaceAll(/\$WORK\/b\d+/g, work);
  const cfg = join(work, 'importcfg');
  const map = Object.entries(pkg.importMap).map(([from, to]) => `importmap ${from}=${to}\n`);
  writeFileSync(cfg, importcfg + map.join(''));
  if (pkg.symabis) {
    writeFileSync(join(work, 'go_asm.h'), '');
    const asm = await run(join(tools, 'asm'), pkg.symabis.args.map(at), { cwd: pkg.symabis.dir, env });
    if (asm.status !== 0) throw new Trouble(`asm for ${pkg.path} failed:\n${asm.text}`);
  }
  if (pkg.embed !== null) writeFileSync(join(work, 'embedcfg'), pkg.embed);
  const args = ['-o', join(work, 'pkg.a'), ...pkg.flags.map(at), ...diagnostics, '-nolocalimports', '-importcfg', cfg, '-pack', ...pkg.files];
  const { status, text, stdout } = await run(join(tools, 'compile'), args, { cwd: join(goroot, 'src'), env });
  rmSync(work, { recursive: true, force: true });
  if (status !== 0) throw new Trouble(`the compiler failed on ${pkg.path}:\n${text.slice(0, 2000)}`);
  return stdout.replaceAll(join(goroot, 'src/'), '');
}

/**
 * The answers for `diagnostics` (for example `['-m', '-l']`) on all of std: a manifest that names each package's files, language version,
 * import map and the file with the compiler's output. Answers are kept under target/conformance-cache and made once.
 */
export async function stdAnswers(diagnostics) {
  const toolchain = await goToolchain();
  const variant = diagnostics.join('').replaceAll('-', '_');
  const source = (file) => sha256(readFileSync(file));
  const packages = planned(toolchain).map((pkg) => {
    const key = sha256(JSON.stringify([GO_VERSION, diagnostics, pkg.flags, pkg.files.map(source)])).slice(0, 16);
    return { ...pkg, answer: join(CACHE, variant, `${pkg.path.replaceAll('/', '.')}-${key}.txt`) };
  });
  const missing = packages.filter(({ answer }) => !existsSync(answer));
  if (missing.length) {
    await task(`the Go compiler's own answers (${diagnostics.join(' ')}) for ${missing.length} packages`, { expect: '1 to 8 min' }, async () => {
      const archives = await stdArchives(toolchain);
      const importcfg = archives.map(([path, file]) => `packagefile ${path}=${file}\n`).join('');
      const tools = out(toolchain.go, ['env', 'GOTOOLDIR'], { env: toolchain.env });
      const scratch = mkdtempSync(join(tmpdir(), 'goescape-'));
      mkdirSync(join(CACHE, variant), { recursive: true });
      // The largest first, so that no core waits for one of them at the end.
      const bytes = new Map(missing.map((pkg) => [pkg, pkg.files.reduce((n, f) => n + readFileSync(f).length, 0)]));
      missing.sort((a, b) => bytes.get(b) - bytes.get(a));
      try {
        await inParallel(missing, async (pkg) => writeWhole(pkg.answer, await ask({ ...toolchain, tools, importcfg }, pkg, diagnostics, scratch)));
      } finally {
        rmSync(scratch, { recursive: true, force: true });
      }
    });
  }
  const manifest = join(CACHE, `${variant}.json`);
  const entry = ({ path, flags, files, importMap, answer }) => {
    const lang = flags.find((f) => f.startsWith('-lang='))?.slice('-lang='.length) ?? 'go1.27';
    return { path, lang, std: flags.includes('-std'), files: files.map((file) => ({ file, name: relative(join(toolchain.goroot, 'src'), file) })), importMap, answer };
  };
  writeWhole(manifest, JSON.stringify({ go: `go${GO_VERSION}`, diagnostics, packages: packages.map(entry) }));
  return manifest;
}
