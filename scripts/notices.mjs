// notices.txt of the site: the licences of everything that is compiled into the engine and the page.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ROOT, Trouble, out, task } from './say.mjs';
import { hashOf, isDone, markDone, writeWhole } from './stamp.mjs';
import { TARGET } from './toolchain.mjs';

const NOTICES = join(ROOT, 'www/public/notices.txt');
/** Direct npm packages that only build and test: nothing of them is shipped. */
const TOOLS = /^(@playwright\/|@types\/|axe-core$|typescript$|vite$|vitest$|esbuild$|markdown-it$|jsdom$|happy-dom$)/;

/** The licence texts that lie in a package's folder: where one may choose, MIT alone. */
function licenceTexts(dir) {
  const all = readdirSync(dir).filter((name) => /^(licen[cs]e|copying|notice|unlicense)/i.test(name));
  const mit = all.filter((name) => /mit/i.test(name));
  const names = mit.length ? mit : all;
  return names.sort().map((name) => readFileSync(join(dir, name), 'utf8').trim());
}

/** The crates that the engine is linked from: what the library needs at run time for wasm. */
function shippedCrates() {
  const args = ['metadata', '--format-version', '1', '--locked', '--filter-platform', TARGET, '--no-default-features'];
  const meta = JSON.parse(out('cargo', args, { maxBuffer: 1 << 28 }) ?? 'null');
  if (!meta) throw new Trouble('cargo metadata failed: does Cargo.lock fit?');
  const packages = new Map(meta.packages.map((p) => [p.id, p]));
  const nodes = new Map(meta.resolve.nodes.map((n) => [n.id, n]));
  const seen = new Set();
  const isMacro = (p) => p.targets.every((t) => !t.kind.some((k) => k.endsWith('lib')));
  const visit = (id) => {
    if (seen.has(id) || isMacro(packages.get(id))) return; // a macro works at build time
    seen.add(id);
    for (const dep of nodes.get(id).deps) if (dep.dep_kinds.some((k) => k.kind === null)) visit(dep.pkg);
  };
  visit(meta.packages.find((p) => p.name === 'goescape').id);
  const list = [...seen].map((id) => packages.get(id)).filter((p) => p.name !== 'goescape');
  return list.map((p) => ({ name: p.name, version: p.version, licence: p.license, dir: dirname(p.manifest_path) }));
}

/** The npm packages that the page may hold: all direct ones but the tools, with what they need. */
function shippedPackages() {
  const manifest = (dir) => JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
  const { dependencies = {}, devDependencies = {} } = manifest(ROOT);
  const queue = Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !TOOLS.test(name));
  const found = new Map();
  for (const name of queue) {
    const dir = join(ROOT, 'node_modules', name);
    if (found.has(name) || !existsSync(dir)) continue;
    const { version, license, dependencies: needs = {} } = manifest(dir);
    found.set(name, { name, version, licence: license, dir });
    queue.push(...Object.keys(needs));
  }
  return [...found.values()];
}

function section(title, list) {
  const entries = list.sort((a, b) => (a.name < b.name ? -1 : 1)).map(({ name, version, licence, dir }) => {
    const texts = licenceTexts(dir);
    return `--- ${name} ${version} (${licence}) ---\n\n${texts.join('\n\n') || 'No licence text in the package.'}\n`;
  });
  return `\n=== ${title} ===\n\n${entries.join('\n')}`;
}

/** Writes www/public/notices.txt. Done once for each state of the lock files. */
export async function notices() {
  const want = hashOf(['Cargo.lock', 'package-lock.json', 'NOTICE', 'scripts/notices.mjs']);
  if (isDone('notices', want, [NOTICES])) return;
  await task('notices.txt, the licences of what is shipped', {}, () => {
    const crates = shippedCrates();
    const packages = shippedPackages();
    writeWhole(NOTICES, readFileSync(join(ROOT, 'NOTICE'), 'utf8') + section('Rust crates', crates) + section('JavaScript packages', packages));
    return `${crates.length} crates, ${packages.length} packages`;
  });
  markDone('notices', want);
}
