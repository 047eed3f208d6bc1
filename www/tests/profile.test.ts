/** Heap profiles of real `go test -memprofile` runs, judged by what `go tool pprof` says about them; and files that are none. */
import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { attribute, plainName, splitName, type Attribution, type ProgramFunction } from '../src/profile/attribute';
import { Broken, looksLikeProfile, parseProto, parseText, readProfile, type Profile } from '../src/profile/pprof';
import type { FromProfileWorker, ToProfileWorker } from '../src/profile/protocol';
import { ProfileStore, lineHeats, programFunctions, samplingError, siteHeats, type ProfileWorkerLike } from '../src/profile/store';
import { amount } from '../src/profile/format';
import { report, site, span } from './report';

const file = (path: string): Buffer => readFileSync(new URL(path, import.meta.url));
const packed = (id: string): Buffer => file(`../content/profiles/${id}.pprof`);
const blob = (data: Buffer | string): Blob => new Blob([data as BlobPart]);
const IDS = ['packet-reader', 'log-line', 'json-requests'] as const;

/** The rows of `go tool pprof -lines -top`: flat and cumulative by function and line. */
function judged(id: string, type: string): Map<string, [number, number]> {
  const out = new Map<string, [number, number]>();
  for (const line of file(`profiles/${id}.${type}.txt`).toString().trimEnd().split('\n').filter(Boolean)) {
    const m = /^(\d+)B?\s+\S+\s+\S+\s+(\d+)B?\s+\S+\s+(.+) (\S+):(\d+)(?: \((?:partial-)?inline\))?$/.exec(line);
    if (!m) throw new Error(line);
    out.set(`${m[3]}:${m[5]}`, [Number(m[1]), Number(m[2])]);
  }
  return out;
}

/** Flat and cumulative by function and line, of every function there is. */
function ours(profile: Profile, index: number): Map<string, [number, number]> {
  const out = new Map<string, [number, number]>();
  const packages = new Set(profile.functions.map((f) => splitName(f.name).package));
  for (const path of packages) {
    const names = profile.functions.filter((f) => splitName(f.name).package === path);
    profile.walk((frames, values) => {
      const seen = new Set<string>();
      frames.forEach((frame, i) => {
        const f = profile.functions[frame.fn]!;
        if (!names.includes(f)) return;
        const key = `${f.name}:${frame.line}`;
        const row = out.get(key) ?? [0, 0];
        if (i === 0) row[0] += values[index]!;
        if (!seen.has(key)) row[1] += values[index]!;
        seen.add(key);
        out.set(key, row);
      });
    });
  }
  return out;
}

/** Functions of an example by their `func` lines. */
function functionsOf(text: string): ProgramFunction[] {
  const lines = text.split('\n');
  return lines.flatMap((l, i) => {
    const m = /^func (?:\(\w+ (\*?)(\w+)\) )?(\w+)/.exec(l);
    if (!m) return [];
    const name = m[2] ? `${m[1] ? `(*${m[2]})` : m[2]}.${m[3]}` : m[3]!;
    return [{ name, line: i + 1, lastLine: i + 1 + lines.slice(i).findIndex((x) => x === '}') }];
  });
}

const example = (id: string): string => EXAMPLES.find((x) => x.id === id)!.text;
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;

describe.each(IDS)('%s', (id) => {
  test.each(['alloc_space', 'alloc_objects', 'inuse_space'])('flat and cumulative %s of each line are those of go tool pprof', async (type) => {
    const profile = await readProfile(blob(packed(id)));
    const index = profile.types.findIndex((t) => t.type === type);
    const found = ours(profile, index);
    for (const [key, [flat, cum]] of judged(id, type)) {
      // pprof prints at most a few digits of large counts; bytes are exact.
      expect(found.get(key), key).toEqual([flat, cum]);
    }
  });

  test('packed and unpacked are the same', async () => {
    const a = await readProfile(blob(packed(id)));
    const b = await readProfile(blob(gunzipSync(packed(id))));
    expect(attribute(b, functionsOf(example(id)), 'main')).toEqual(attribute(a, functionsOf(example(id)), 'main'));
  });
});

describe('laid over a program', () => {
  const profile = parseProto(gunzipSync(packed('packet-reader')));
  const space = profile.types.findIndex((t) => t.type === 'alloc_space');
  const of = (text: string, packageName = 'main'): Attribution => attribute(profile, functionsOf(text), packageName);
  const text = example('packet-reader');

  test('the hottest line is the large buffer', () => {
    const [first] = of(text).rows;
    expect(first).toMatchObject({ name: 'readPacket', line: lineOf(text, 'payload := make'), via: null });
    expect(first!.own[space]).toBe(first!.flat[space]);
    expect(first!.sizes.map((s) => s.size)).toContain(1536);
    expect(of(text).package).toBe('example.com/prog');
  });

  test('code that was pasted elsewhere still fits', () => {
    const moved = `// one\n// two\n// three\n${text}`;
    expect(of(moved).rows[0]!.line).toBe(of(text).rows[0]!.line! + 3);
  });

  test('a line that the function has no more is told apart', () => {
    const cut = text.replace(/\th := &Header[\s\S]*?\n\}\n/, '}\n');
    expect(of(cut).rows[0]!.line).toBeNull();
  });

  test('another program has nothing of it', () => {
    expect(of('package other\n\nfunc unknown() {\n}\n', 'other')).toMatchObject({ package: null, rows: [] });
  });

  test('a service that waits in a library: the line that calls it owns what the library allocates', () => {
    const log = parseProto(gunzipSync(packed('json-requests')));
    const source = example('json-requests');
    const lines = attribute(log, functionsOf(source), 'main').rows.map((r) => r.line);
    expect(lines).toContain(lineOf(source, 'req := &Request{}'));
  });

  test('sites of one line are told apart by their size, or share', () => {
    const attribution = of(text);
    const lines = lineHeats(attribution, profile.types.length);
    const line = lineOf(text, 'payload := make');
    const at = (over: object) => site({ name: 'x', span: span(0, 1, line), kind: 'makeSlice', verdict: 'escapesToHeap', ...over });
    const values = lines.get(line)!.own;
    const alone = siteHeats(report({ sites: [at({ sizeClass: 1536 })] }), lines, 4);
    expect(alone.get(0)).toEqual({ values, shared: false });
    const two = siteHeats(report({ sites: [at({ sizeClass: 1536 }), at({ sizeClass: 48 })] }), lines, 4);
    expect(two.get(0)!.values[space]).toBe(20_000 * 1536);
    expect(two.get(0)!.shared).toBe(false);
    expect(two.get(1)!.values[space]).toBe(0);
    const unknown = siteHeats(report({ sites: [at({ sizeClass: null, size: null }), at({ sizeClass: null, size: null })] }), lines, 4);
    expect(unknown.get(1)).toEqual({ values, shared: true });
    const none = siteHeats(report({ sites: [at({ verdict: 'leakingParam' }), at({ allocates: { when: 'never', why: 'onStack' } })] }), lines, 4);
    expect(none.size).toBe(0);
  });

  test('functions of a report have the lines of the text', () => {
    const source = 'package p\n\nfunc f() {\n\tg()\n}\n';
    const f = { name: 'f', kind: 'func' as const, span: span(16, 17, 3), whole: span(11, 28, 3), parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null };
    expect(programFunctions(report({ functions: [f, { ...f, kind: 'init', name: 'init' }] }), source)).toEqual([{ name: 'f', line: 3, lastLine: 5 }]);
  });
});

describe('laid over a module in one text', () => {
  const text = '-- main.go --\npackage main\n\nfunc run() {\n\tx()\n}\n-- a/a.go --\npackage a\n\nfunc run() {\n\ty()\n}\n-- b/b.go --\npackage b\n\nfunc run() {\n\tz()\n}\n';
  const parts = [...text.matchAll(/^-- (.*) --\n/gm)].map((m, i, all) => {
    const from = m.index + m[0].length;
    return { name: m[1]!, from, to: all[i + 1]?.index ?? text.length, line: text.slice(0, from).split('\n').length - 1 };
  });
  const functions = parts.map(({ from, to }) => ({
    name: 'run', kind: 'func' as const, span: span(text.indexOf('run', from), text.indexOf('run', from) + 3, 3), whole: span(text.indexOf('func', from), to, 3),
    parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null,
  }));
  const of = report({ functions, parts });

  test('functions of one name are told apart by their packages, lines count in the whole text', () => {
    const found = programFunctions(of, text);
    expect(found.map((f) => [f.line, f.package])).toEqual([
      [4, { folder: '', name: 'main' }], [10, { folder: 'a', name: 'a' }], [16, { folder: 'b', name: 'b' }],
    ]);
    const heap = (name: string, kb: number): string => `1: ${kb * 1024} [1: ${kb * 1024}] @ 0x1\n#\t0x1\t${name}+0x1\t/src/x.go:4\n`;
    const log = parseText(`heap profile: 0: 0 [3: 1024] @ heap/1\n${heap('main.run', 1)}${heap('example.com/m/b.run', 2)}${heap('example.com/m/a.run', 3)}`);
    const attribution = attribute(log, found, 'main');
    expect(attribution.package?.split(', ').sort()).toEqual(['example.com/m/a', 'example.com/m/b', 'main']);
    expect(new Set(attribution.rows.map((r) => r.name))).toEqual(new Set(['run']));
    expect(attribution.rows).toHaveLength(3);
  });
});

test('the text form says the same as the protobuf one', () => {
  const text = parseText(file('profiles/packet-reader.debug.txt').toString());
  const proto = parseProto(gunzipSync(packed('packet-reader')));
  const source = functionsOf(example('packet-reader'));
  const space = (p: Profile): number => p.types.findIndex((t) => t.type === 'alloc_space');
  const hottest = (p: Profile) => {
    const [row] = attribute(p, source, 'main').rows;
    return { fileLine: row!.fileLine, own: row!.own[space(p)] };
  };
  expect(text.period).toBe(1);
  expect(hottest(text)).toEqual(hottest(proto));
});

test('samples of the text form are scaled up as pprof does', () => {
  const text = parseText('heap profile: 0: 0 [1: 1024] @ heap/1048576\n0: 0 [1: 1024] @ 0x1\n#\t0x1\tmain.f+0x1\t/x.go:3\n');
  expect(text.period).toBe(524288);
  text.walk((frames, values) => {
    expect(frames).toEqual([{ fn: 0, line: 3 }]);
    expect(values).toEqual([513, 524800, 0, 0]);
  });
});

describe('protobuf by hand', () => {
  const varint = (n: number): number[] => (n < 128 ? [n] : [(n % 128) | 128, ...varint(Math.floor(n / 128))]);
  const field = (n: number, body: number[] | number): number[] => (typeof body === 'number' ? [...varint(n * 8), ...varint(body)] : [...varint(n * 8 + 2), ...varint(body.length), ...body]);
  const string = (s: string): number[] => field(6, [...Buffer.from(s)]);
  const strings = ['', 'alloc_space', 'bytes', 'main.f', 'main.g', 'x.go', 'space', 'cpu', 'nanoseconds'].flatMap(string);
  const functions = [field(5, [...field(1, 1), ...field(2, 3), ...field(4, 5), ...field(5, 10)]), field(5, [...field(1, 2), ...field(2, 4), ...field(4, 5), ...field(5, 20)])].flat();
  const line = (fn: number, n: number): number[] => field(4, [...field(1, fn), ...field(2, n)]);
  const valueType = (type: number, unit: number): number[] => field(1, [...field(1, type), ...field(2, unit)]);
  const program = [{ name: 'f', line: 1, lastLine: 9 }, { name: 'g', line: 11, lastLine: 19 }];

  test('an inlined frame is a frame; recursion counts once', () => {
    // Location 1: g inlined into f. Location 2: f alone. The stack: 1, 2, 2.
    const data = [
      ...valueType(1, 2), ...field(4, [...field(1, 1), ...line(2, 21), ...line(1, 12)]), ...field(4, [...field(1, 2), ...line(1, 13)]), ...functions, ...strings,
      // Locations one by one and packed: writers differ.
      ...field(2, [...field(1, 1), ...field(1, 2), ...field(1, 2), ...field(2, 100)]), ...field(2, [...field(1, [2]), ...field(2, [...varint(300)])]),
    ];
    const rows = attribute(parseProto(new Uint8Array(data)), program, 'main').rows;
    const by = Object.fromEntries(rows.map((r) => [`${r.name}:${r.line}`, [r.flat[0], r.cum[0], r.own[0]]]));
    expect(by).toEqual({ 'g:12': [100, 100, 100], 'f:3': [0, 100, 0], 'f:4': [300, 400, 300] });
  });

  test('parts of a function that the compiler made are lines of it', () => {
    const names = ['', 'alloc_space', 'bytes', 'main.f', 'main.f-range1', 'main.f.gowrap2', 'x.go'].flatMap(string);
    const fn = (id: number, name: number, start: number): number[] => field(5, [...field(1, id), ...field(2, name), ...field(4, 6), ...field(5, start)]);
    const at = (id: number, f: number, n: number): number[] => field(4, [...field(1, id), ...line(f, n)]);
    const data = [...valueType(1, 2), ...names, ...fn(1, 3, 100), ...fn(2, 4, 103), ...fn(3, 5, 105), ...at(1, 1, 102), ...at(2, 2, 104), ...at(3, 3, 105),
      ...field(2, [...field(1, 2), ...field(1, 1), ...field(2, 10)]), ...field(2, [...field(1, 3), ...field(2, 20)])];
    const rows = attribute(parseProto(new Uint8Array(data)), [{ name: 'f', line: 1, lastLine: 9 }], 'main').rows;
    expect(rows.map((r) => [r.line, r.own[0]])).toEqual([[6, 20], [5, 10], [3, 0]]);
  });

  const broken = (data: number[]): string => {
    try {
      parseProto(new Uint8Array(data));
    } catch (e) {
      return e instanceof Broken ? e.code : String(e);
    }
    return 'fine';
  };

  test('what is wrong is told', () => {
    expect(broken([...valueType(7, 8), ...strings, ...functions, ...field(2, field(2, 1))])).toBe('notHeap');
    expect(broken([...valueType(1, 2), ...strings, ...functions])).toBe('noSamples');
    expect(broken([...valueType(1, 2), ...strings, ...field(2, field(2, 1))])).toBe('noNames');
    expect(broken([...valueType(99, 2), ...strings, ...field(2, field(2, 1))])).toBe('notAProfile');
    expect(broken([10, 200, 1, 2])).toBe('truncated');
    expect(broken([])).toBe('notAProfile');
  });

  test('no cut of a real profile does anything but tell what is wrong', () => {
    const whole = gunzipSync(packed('log-line'));
    for (let cut = 0; cut < whole.length; cut += 7) {
      try {
        const profile = parseProto(whole.subarray(0, cut));
        attribute(profile, program, 'main');
      } catch (e) {
        expect(e).toBeInstanceOf(Broken);
      }
    }
  });
});

test('damaged and foreign files are refused with a reason', async () => {
  const code = async (data: Buffer | string): Promise<string> => readProfile(blob(data)).then(() => 'fine', (e: unknown) => (e instanceof Broken ? e.code : String(e)));
  const good = packed('log-line');
  expect(await code(good.subarray(0, good.length / 2))).toBe('gzip');
  expect(await code('')).toBe('notAProfile');
  expect(await code('package main\n')).toBe('notAProfile');
  expect(await code(gzipSync('package main\n'))).toBe('notAProfile');
  expect(await code('heap profile: 1: 2 [3: 4] @ heap/2\n1: 2 [3: 4] @ 0x1 0x2\n')).toBe('noNames');
  expect(looksLikeProfile(new Uint8Array(good))).toBe(true);
});

test('a profile of 50 MB is read in one go', { timeout: 60_000 }, async () => {
  const data = gunzipSync(packed('packet-reader'));
  // The samples again and again: fields of a message may come in any order and any number.
  const samples: Buffer[] = [];
  for (let at = 0; at < data.length;) {
    const start = at;
    const tag = data[at++]!;
    const varint = (): number => { let n = 0; let shift = 0; for (;;) { const b = data[at++]!; n += (b & 127) * 2 ** shift; shift += 7; if (b < 128) return n; } };
    const n = varint();
    if (tag % 8 === 2) at += n;
    if (tag >> 3 === 2) samples.push(data.subarray(start, at));
  }
  const block = Buffer.concat(samples);
  const times = Math.ceil((50 * 2 ** 20) / block.length);
  const profile = await readProfile(blob(Buffer.concat([data, ...Array.from({ length: times }, () => block)])));
  const found = attribute(profile, functionsOf(example('packet-reader')), 'main');
  const small = attribute(parseProto(data), functionsOf(example('packet-reader')), 'main');
  expect(found.rows[0]!.own[1]).toBe(small.rows[0]!.own[1]! * (times + 1));
});

test('names', () => {
  expect(splitName('net/http.(*conn).serve')).toEqual({ package: 'net/http', name: '(*conn).serve' });
  expect(splitName('example.com/a.v2/b.F[go.shape.struct { a/b.x int }]')).toEqual({ package: 'example.com/a.v2/b', name: 'F[go.shape.struct { a/b.x int }]' });
  expect(plainName('F[go.shape.int].func1')).toBe('F.func1');
  expect(plainName('(*T).m.gowrap1')).toBe('(*T).m');
  expect(plainName('T.m-fm')).toBe('T.m');
  expect(plainName('f-range1')).toBe('f');
  expect(plainName('f.func2-range1')).toBe('f.func2');
});

test('amounts and their error', () => {
  expect(amount(512, 'bytes')).toBe('512 B');
  expect(amount(30_000_000, 'bytes')).toBe('28.6 MB');
  expect(amount(20_001, 'count')).toBe('20,001');
  expect(samplingError(5 * 2 ** 20, 524288)).toBeCloseTo(0.316, 2);
  expect(samplingError(5 * 2 ** 20, 1)).toBe(0);
});

test('a profile is matched once at a time, with the newest program last; a closed one is heard no more', () => {
  const sent: ToProfileWorker[] = [];
  const worker: ProfileWorkerLike = { postMessage: (m) => { sent.push(m); }, onmessage: null, onerror: null };
  const say = (message: FromProfileWorker): void => worker.onmessage!({ data: message } as MessageEvent<FromProfileWorker>);
  const store = new ProfileStore(() => worker, () => undefined);
  const named = (name: string) => report({ functions: [{ name, kind: 'func', span: span(0, 1, 1), whole: span(0, 1), parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null }] });
  const asked = (): string[] => sent.flatMap((m) => (m.type === 'match' ? [m.functions[0]!.name] : []));
  store.report(named('a'), 'package p');
  store.open(blob('x'), 'x.pprof');
  const id = sent[0]!.id;
  say({ type: 'loaded', id, summary: { types: [{ type: 'alloc_objects', unit: 'count' }, { type: 'alloc_space', unit: 'bytes' }], defaultType: '', period: 1, samples: 1, functions: 1 } });
  expect(store.type).toBe(1);
  expect(store.bytesType).toBe(1);
  store.report(named('b'), 'package p');
  store.report(named('c'), 'package p');
  expect(asked()).toEqual(['a']);
  say({ type: 'matched', id: sent.at(-1)!.id, attribution: { package: 'p', rows: [], totals: [1, 2], owned: [0, 0] } });
  expect(asked()).toEqual(['a', 'c']);
  const late = sent.at(-1)!.id;
  store.close();
  say({ type: 'matched', id: late, attribution: { package: 'p', rows: [], totals: [1, 2], owned: [0, 0] } });
  expect(store.state.phase).toBe('none');
});
