/** The npm package, made and used as somebody else would: from a folder of its own, by a Node process of its own. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';

const WWW = new URL('..', import.meta.url).pathname;
const TSC = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
const home = mkdtempSync(join(tmpdir(), 'goescape-package-'));
const run = (...args: string[]) => promisify(execFile)(process.execPath, args, { cwd: home, maxBuffer: 1 << 26 });

beforeAll(async () => {
  mkdirSync(join(home, 'node_modules'));
  const { npmPackage } = await import(new URL('../../scripts/package.mjs', import.meta.url).href) as { npmPackage: (to: string) => Promise<void> };
  await npmPackage(join(home, 'node_modules/goescape'));
  writeFileSync(join(home, 'package.json'), '{ "type": "module" }');
}, 60_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** What a script that uses the package prints, as JSON. */
async function printed(script: string): Promise<unknown> {
  writeFileSync(join(home, 'use.js'), script);
  return JSON.parse((await run('use.js')).stdout);
}

test('what it says about every example is what the compiler prints', async () => {
  const examples = join(WWW, 'content/examples');
  const ids = readdirSync(examples).map((name) => name.replace(/\.go$/, ''));
  const said = await printed(`
    import { analyze } from 'goescape';
    import { readFileSync } from 'node:fs';
    const out = {};
    for (const id of ${JSON.stringify(ids)}) out[id] = (await analyze(readFileSync(${JSON.stringify(examples)} + '/' + id + '.go', 'utf8'))).lines.map((l) => l.text);
    console.log(JSON.stringify(out));
  `) as Record<string, string[]>;
  expect(ids.length).toBeGreaterThanOrEqual(20);
  for (const id of ids) {
    const expected = readFileSync(join(WWW, `e2e/expected/${id}.txt`), 'utf8').trimEnd().split('\n').sort();
    expect(said[id]!.filter((line) => line.startsWith('prog.go:')).sort(), id).toEqual(expected);
  }
}, 60_000);

test('several files, options, rewrites, and what if', async () => {
  const said = await printed(`
    import { analyze, whatIf } from 'goescape';
    const text = 'package main\\n\\nimport "fmt"\\n\\nfunc f(n int) string { return fmt.Sprintf("%d", n) }\\n\\nfunc main() { println(f(1)) }\\n';
    const plain = await analyze([{ name: 'a.go', text: 'package p\\n\\nfunc F() *int { return g() }\\n' }, { name: 'b.go', text: 'package p\\n\\nfunc g() *int { x := 1; return &x }\\n' }], { inline: false });
    const advised = await analyze(text, { advise: true });
    const broken = await analyze('package main\\n\\nfunc main() { x := }\\n');
    const changed = await whatIf(text, { kind: 'inline', on: false });
    console.log(JSON.stringify({ plain: plain.lines.map((l) => l.text), codes: advised.suggestions.map((s) => s.code), problems: broken.problems.length, changed: changed.kind, offers: (await whatIf(text, null)).offers.length }));
  `) as { plain: string[]; codes: string[]; problems: number; changed: string; offers: number };
  expect(said.plain).toEqual(['b.go:3:17: moved to heap: x']);
  expect(said.codes.length).toBeGreaterThan(0);
  expect(said.problems).toBeGreaterThan(0);
  expect(said.changed).toBe('difference');
  expect(said.offers).toBeGreaterThan(0);
}, 60_000);

test('its types are enough for a strict program, and wrong options are refused', async () => {
  writeFileSync(join(home, 'use.ts'), "import { analyze, type Report, type Site } from 'goescape';\nconst r: Report = await analyze('', { advise: true });\nconst s: Site | undefined = r.sites[0];\nexport const n: string = s?.reason.code ?? '';\n// @ts-expect-error no such option\nawait analyze('', { inlining: true });\n");
  writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions: { noEmit: true, strict: true, module: 'nodenext', target: 'es2022', types: [] }, files: ['use.ts'] }));
  const said = await run(TSC, '--project', '.').catch((error: { stdout: string }) => error);
  expect(said.stdout).toBe('');
}, 60_000);
