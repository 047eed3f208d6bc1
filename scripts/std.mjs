// The facts about std: of what the pinned compiler writes for each package, the export data, one file a package, named by content.
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GO_VERSION, goToolchain } from './go.mjs';
import { run } from './procs.mjs';
import { ROOT, TARGET_DIR, Trouble, task } from './say.mjs';
import { hashOf, isDone, markDone, sha256, writeWhole } from './stamp.mjs';

/** All packages, for the command line and the tests. */
export const STD = join(TARGET_DIR, 'std');
/** The public ones, for the page. */
const PUBLIC_STD = join(ROOT, 'www/public/std');

const isPublic = (path) => !/(^|\/)(internal|vendor)(\/|$)/.test(path);

const AR_MAGIC = '!<arch>\n';
const AR_HEADER = 60; // name 16, times and owners 32, size 10, end mark 2
const AR_SIZE = [48, 58];

/**
 * The unified export data of a compiled package, from its leading `u` to before the closing `\n$$\n`:
 * the compiler writes it into the archive's first member, after a few header lines (cmd/compile/internal/gc/obj.go).
 */
export function exportData(archive) {
  const text = (from, to) => archive.toString('latin1', from, to);
  const header = AR_MAGIC.length;
  if (text(0, header) !== AR_MAGIC || text(header, header + 16).trimEnd() !== '__.PKGDEF') throw new Trouble('not an archive of the Go compiler');
  const begin = header + AR_HEADER;
  const size = Number(text(header + AR_SIZE[0], header + AR_SIZE[1]));
  const member = archive.subarray(begin, begin + size);
  const open = '\n$$B\n';
  const close = '\n$$\n';
  const start = member.indexOf(open, 0, 'latin1') + open.length;
  const end = member.length - close.length;
  if (start < open.length || member[start] !== 'u'.charCodeAt(0) || member.toString('latin1', end) !== close) throw new Trouble('not in the unified export format');
  return member.subarray(start, end);
}

/** Import paths and archives of all of std, compiled by the pinned toolchain. */
export async function stdArchives({ go, env, goroot }) {
  const template = '{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}';
  // Without cgo `std` leaves runtime/cgo out; programs import it all the same, for cgo.Handle.
  const { status, text, stdout } = await run(go, ['list', '-export', '-f', template, 'std', 'runtime/cgo'], { cwd: join(goroot, 'src'), env });
  if (status !== 0) throw new Trouble(`go list -export std failed:\n${text}`);
  return stdout.split('\n').filter(Boolean).map((line) => line.split('\t'));
}

/** Writes a folder of facts: the files, and index.json that names them; takes away what it does not name. */
function writeFacts(dir, facts) {
  mkdirSync(dir, { recursive: true });
  const packages = Object.fromEntries(facts.map(({ path, file }) => [path, file]));
  for (const { file, data } of facts) if (!existsSync(join(dir, file))) writeFileSync(join(dir, file), data);
  writeWhole(join(dir, 'index.json'), `${JSON.stringify({ goVersion: `go${GO_VERSION}`, packages }, null, 1)}\n`);
  const keep = new Set(['index.json', ...Object.values(packages)]);
  for (const name of readdirSync(dir)) if (!keep.has(name)) rmSync(join(dir, name), { recursive: true });
}

/** Makes target/std and www/public/std. Done once for each version of Go and of this script. */
export async function stdFacts() {
  const want = hashOf(['scripts/std.mjs', 'scripts/go.mjs'], [GO_VERSION]);
  if (isDone('std', want, [join(STD, 'index.json'), join(PUBLIC_STD, 'index.json')])) return;
  const toolchain = await goToolchain();
  await task(`facts about std, from Go ${GO_VERSION}`, { expect: '40 s to 2 min the first time' }, async () => {
    const facts = (await stdArchives(toolchain)).map(([path, archive]) => {
      const data = exportData(readFileSync(archive));
      return { path, data, file: `${path.replaceAll('/', '.')}-${sha256(data).slice(0, 12)}.bin` };
    });
    facts.sort((a, b) => (a.path < b.path ? -1 : 1));
    writeFacts(STD, facts);
    const shipped = facts.filter(({ path }) => isPublic(path));
    writeFacts(PUBLIC_STD, shipped);
    return `${facts.length} packages, ${shipped.length} of them for the page`;
  });
  markDone('std', want);
}
