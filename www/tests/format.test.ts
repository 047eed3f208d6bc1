/** gofmt as WebAssembly, where the site has it, and the changes that a formatted text makes. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { applyChanges } from '../src/app/diff';
import { EXAMPLES } from '../src/app/examples';
import { formatChanges } from '../src/app/format';
import type { VerifyIndex } from '../src/verify/files';
import { gofmtError, runGofmt } from '../src/verify/gofmt';
import { goroot } from './compiler';

test('only blanks change where that is enough', () => {
  const before = 'package  p\nfunc f( ){\n    x:=1\n_=x}';
  const after = 'package p\n\nfunc f() {\n\tx := 1\n\t_ = x\n}\n';
  const changes = formatChanges(before, after);
  expect(applyChanges(before, changes)).toBe(after);
  for (const { from, to, insert } of changes) expect(before.slice(from, to) + insert).toMatch(/^\s*$/);
});

test('any two texts: the changes lead from one to the other, in order and apart', () => {
  let seed = 7;
  const random = (n: number): number => { seed = (seed * 1103515245 + 12345) & 0x7fffffff; return (seed >> 8) % n; };
  const text = (): string => Array.from({ length: random(6) }, () => ['a', 'b b', '', '\tc', ' c', '(x)'][random(6)]!).join('\n');
  for (let i = 0; i < 3000; i++) {
    const [before, after] = [text(), text()];
    const changes = formatChanges(before, after);
    expect(applyChanges(before, changes), JSON.stringify([before, after])).toBe(after);
    changes.forEach((c, k) => expect(c.from).toBeGreaterThanOrEqual(k === 0 ? 0 : changes[k - 1]!.to));
  }
});

const SITE = new URL('../public/verify/', import.meta.url);
const index = existsSync(new URL('index.json', SITE)) ? (JSON.parse(readFileSync(new URL('index.json', SITE), 'utf8')) as VerifyIndex) : null;

describe.skipIf(!index?.gofmt)('gofmt as WebAssembly', { timeout: 60_000 }, () => {
  let module: WebAssembly.Module;
  beforeAll(async () => { module = await WebAssembly.compile(gunzipSync(readFileSync(new URL(index!.gofmt!.file, SITE)))); });

  test.skipIf(!goroot)('it prints what the native one prints', async () => {
    for (const { text } of EXAMPLES) expect(await runGofmt(module, text)).toEqual({ kind: 'text', text });
    const messy = EXAMPLES.map(({ text }) => text.replace(/^\t+/gm, '  ').replaceAll(' := ', ':=').replaceAll(', ', ','));
    for (const text of messy.slice(0, 6)) {
      const native = spawnSync(join(goroot!, 'bin/gofmt'), [], { input: text, encoding: 'utf8' });
      expect(await runGofmt(module, text)).toEqual({ kind: 'text', text: native.stdout });
    }
  });

  test('what it cannot read it tells, with the place', async () => {
    const result = await runGofmt(module, 'package p\n\nfunc f( {\n');
    expect(result.kind).toBe('errors');
    expect(gofmtError(result.kind === 'errors' ? result.errors[0]! : '')).toMatchObject({ line: 3, col: 9 });
  });
});
