// The Go compiler itself and gofmt, as WebAssembly: `cmd/compile` and `cmd/gofmt` of the pinned toolchain, built from the toolchain's own source, unchanged.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { GO_VERSION, goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { ROOT, TARGET_DIR, Trouble, task } from './say.mjs';
import { hashOf, isDone, markDone, sha256, writeWhole } from './stamp.mjs';

const OUT = join(ROOT, 'www/public/verify');
const INDEX = join(OUT, 'index.json');
const MEMBER = 68; // an archive's magic (8) and the header of its first member (60)

/** The line that says which compiler wrote an archive: the compiler reads no other's export data. */
async function objectHeader({ go, env, goroot }) {
  const { status, stdout, text } = await run(go, ['list', '-export', '-f', '{{.Export}}', 'errors'], { cwd: join(goroot, 'src'), env });
  if (status !== 0) throw new Trouble(`go list -export failed:\n${text}`);
  const head = readFileSync(stdout.trim()).subarray(MEMBER, MEMBER + 1024).toString('latin1');
  const line = head.slice(0, head.indexOf('\n'));
  if (!line.startsWith('go object ')) throw new Trouble('not an archive of the Go compiler');
  return line;
}

/** Builds and packs one of the toolchain's programs into www/public/verify: its file and the bytes of that. */
async function program(toolchain, name) {
  const dir = join(TARGET_DIR, 'verify');
  mkdirSync(dir, { recursive: true });
  const built = join(dir, `${name}.wasm`);
  const env = { ...toolchain.env, GOOS: 'wasip1', GOARCH: 'wasm' };
  // Without inlining it is a fifth smaller, and starts sooner.
  const args = ['build', '-trimpath', '-gcflags=all=-l', '-ldflags=-s -w', '-o', built, `cmd/${name}`];
  const { status, text } = await run(toolchain.go, args, { cwd: join(toolchain.goroot, 'src'), env });
  if (status !== 0) throw new Trouble(`go build cmd/${name} for WebAssembly failed:\n${text}`);
  const bytes = readFileSync(built);
  rmSync(built);
  const packed = gzipSync(bytes, { level: 9 });
  const file = `${name}-${sha256(bytes).slice(0, 12)}.bin`;
  if (!existsSync(join(OUT, file))) writeFileSync(join(OUT, file), packed);
  return { file, bytes: packed.length };
}

/**
 * Makes www/public/verify: the compiler and gofmt, packed, under names with a hash of their content, and index.json. Done once for each version of Go.
 * Packed by us, since not every server compresses files of this size; named `.bin`, since some take `.gz` for an encoding.
 */
export async function verifier() {
  const want = hashOf(['scripts/verify.mjs', 'scripts/go.mjs'], [GO_VERSION]);
  if (isDone('verify', want, [INDEX])) return;
  const toolchain = await goToolchain();
  await task('the Go compiler and gofmt, as WebAssembly', { expect: '1 to 3 min the first time' }, async () => {
    mkdirSync(OUT, { recursive: true });
    const compile = await program(toolchain, 'compile');
    const gofmt = await program(toolchain, 'gofmt');
    writeWhole(INDEX, `${JSON.stringify({ goVersion: `go${GO_VERSION}`, ...compile, header: await objectHeader(toolchain), gofmt }, null, 1)}\n`);
    for (const name of readdirSync(OUT)) if (![compile.file, gofmt.file, 'index.json'].includes(name)) rmSync(join(OUT, name), { recursive: true });
    return `${((compile.bytes + gofmt.bytes) / 2 ** 20).toFixed(1)} MB`;
  });
  markDone('verify', want);
}
