import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StdFiles, Unreachable } from '../src/engine/std';

const INDEX = { goVersion: 'go1.27.3', packages: { fmt: 'fmt.1.bin', io: 'io.2.bin' } };
let asked: string[] = [];
let online = true;

beforeEach(() => {
  asked = [];
  online = true;
  vi.stubGlobal('fetch', async (url: string) => {
    asked.push(url);
    if (!online) throw new TypeError('offline');
    if (url.endsWith('/index.json')) return Response.json(INDEX);
    return url.endsWith('.bin') ? new Response(new Uint8Array([1, 2, 3])) : new Response('', { status: 404 });
  });
});
afterEach(() => vi.unstubAllGlobals());

test('the index is loaded once, each package from its own file', async () => {
  const std = new StdFiles('http://x/std/');
  const [fmt, io] = await Promise.all([std.load('fmt'), std.load('io')]);
  expect([...fmt]).toEqual([1, 2, 3]);
  expect(io.length).toBe(3);
  expect(asked).toEqual(['http://x/std/index.json', 'http://x/std/fmt.1.bin', 'http://x/std/io.2.bin']);
});

test('a failure is told, and not remembered', async () => {
  const std = new StdFiles('http://x/std/');
  online = false;
  await expect(std.index()).rejects.toMatchObject({ what: 'std' });
  online = true;
  await expect(std.load('fmt')).resolves.toHaveLength(3);
  online = false;
  await expect(std.load('io')).rejects.toBeInstanceOf(Unreachable);
});

test('a package that the index does not have is unreachable, also one named as a property of every object', async () => {
  const std = new StdFiles('http://x/std/');
  await expect(std.load('nope')).rejects.toBeInstanceOf(Unreachable);
  await expect(std.load('toString')).rejects.toBeInstanceOf(Unreachable);
});

test('an index that is none is not taken for one', async () => {
  vi.stubGlobal('fetch', async () => new Response('<!doctype html>'));
  await expect(new StdFiles('http://x/std/').index()).rejects.toBeInstanceOf(Unreachable);
});
