/** The compiler's archives and arguments; and the compiler itself as WebAssembly, where the site has it, against the native one. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { saidByLines } from '../src/compare/parse';
import { partsOf } from '../src/export/bench';
import { archive, compilerArgs, importConfig, isVerifyIndex, type VerifyIndex } from '../src/verify/files';
import { runCompiler } from '../src/verify/run';

test('an archive is one of the form that the compiler reads', () => {
  const text = new TextDecoder().decode(archive('go object linux amd64 go1.27.3', new TextEncoder().encode('u…')));
  expect(text.startsWith('!<arch>\n__.PKGDEF       0           0     0     644     ')).toBe(true);
  expect(text.slice(68)).toBe('go object linux amd64 go1.27.3\n\n\n$$B\nu…\n$$\n');
  expect(Number(text.slice(56, 66))).toBe(new TextEncoder().encode(text.slice(68)).length);
});

test('arguments and the import configuration', () => {
  expect(compilerArgs('prog.go', { inline: false, lang: 'go1.27', verbose: false })).toContain('-l');
  expect(compilerArgs('prog.go', { inline: true, lang: 'go1.27', verbose: true })).toContain('-m=2');
  expect(importConfig(['net/http'])).toBe('packagefile net/http=net.http.a\n');
  expect(isVerifyIndex({ goVersion: 'go1', file: 'x', bytes: 1, header: '' })).toBe(true);
  expect(isVerifyIndex('<html>')).toBe(false);
});

const SITE = new URL('../public/', import.meta.url);

describe.skipIf(!existsSync(new URL('verify/index.json', SITE)))('the compiler as WebAssembly', { timeout: 120_000 }, () => {
  let module: WebAssembly.Module;
  let index: VerifyIndex;
  const std = (): Record<string, string> => JSON.parse(readFileSync(new URL('std/index.json', SITE), 'utf8')).packages;
  beforeAll(async () => {
    index = JSON.parse(readFileSync(new URL('verify/index.json', SITE), 'utf8')) as VerifyIndex;
    module = await WebAssembly.compile(gunzipSync(readFileSync(new URL(`verify/${index.file}`, SITE))));
  });

  test.each(EXAMPLES.filter((x) => existsSync(new URL(`../e2e/expected/${x.id}.txt`, import.meta.url))))('$id: the same lines as the native one', async ({ id, text }) => {
    const packages = partsOf(text)!.imports.map(({ path }) => [path, new Uint8Array(readFileSync(new URL(`std/${std()[path]}`, SITE)))] as const);
    const { status, lines } = await runCompiler(module, index.header, { name: 'prog.go', text, options: { inline: true, lang: 'go1.27', verbose: false }, packages });
    expect(status).toBe(0);
    const native = readFileSync(new URL(`../e2e/expected/${id}.txt`, import.meta.url), 'utf8').trimEnd().split('\n');
    expect(saidByLines(lines).get('prog.go')).toEqual(saidByLines(native).get('prog.go'));
  });

  test('an error ends it with a status, and the next run is another instance', async () => {
    const run = (text: string) => runCompiler(module, index.header, { name: 'prog.go', text, options: { inline: true, lang: 'go1.27', verbose: false }, packages: [] });
    const { status, lines } = await run('package main\n\nfunc main() { x := 1 }\n');
    expect(status).not.toBe(0);
    expect(lines.join('\n')).toContain('declared and not used: x');
    expect((await run('package main\n\nfunc main() {}\n')).status).toBe(0);
  });
});
