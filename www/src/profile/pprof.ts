/**
 * Reads a heap profile: the protobuf `perftools.profiles.Profile` that runtime/pprof writes, and its text form (`debug=1`). A profile is
 * somebody's file: sizes are checked, and whatever is wrong with it is a `Broken` with a code.
 */

export type BrokenCode = 'gzip' | 'truncated' | 'notAProfile' | 'noSamples' | 'notHeap' | 'noNames' | 'tooLarge' | 'unreadable';

/** Why a file is no heap profile that can be read. */
export class Broken extends Error {
  readonly code: BrokenCode;
  readonly detail: string;
  constructor(code: BrokenCode, detail = '') {
    super(`${code} ${detail}`);
    this.code = code;
    this.detail = detail;
  }
}

/** What a profile counts: `alloc_space` in `bytes`, `alloc_objects` in `count`. */
export type SampleType = { readonly type: string; readonly unit: string };

/** One frame: which function, and the line in its file. */
export type Frame = { readonly fn: number; readonly line: number };
export type Func = { readonly name: string; readonly file: string; /** 0 where it is not told. */ readonly startLine: number };

export type Profile = {
  readonly types: readonly SampleType[];
  /** The type that the profile itself names first; empty where it names none. */
  readonly defaultType: string;
  /** Bytes between two samples, on average; 1 means that every allocation was written down, 0 that it is not told. */
  readonly period: number;
  readonly functions: readonly Func[];
  readonly samples: number;
  /** Calls `each` for every sample: frames from the leaf to the root, inlined ones included, one value a type, and the size of one object (0: not told). */
  readonly walk: (each: (frames: readonly Frame[], values: readonly number[], size: number) => void) => void;
};

/** Most bytes of a profile, unpacked. */
export const LIMIT = 512 * 2 ** 20;
const MAX_DEPTH = 4096;

const TEXT = new TextDecoder();

/** A protobuf message, field by field. */
class Reader {
  at: number;
  readonly end: number;
  constructor(readonly data: Uint8Array, from = 0, to = data.length) {
    this.at = from;
    this.end = to;
  }

  get more(): boolean { return this.at < this.end; }

  /** A varint; above 2^53 it is not exact, and negative numbers are those of int64. */
  varint(): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (this.at >= this.end) throw new Broken('truncated');
      const byte = this.data[this.at++]!;
      if (shift < 28) low += (byte & 0x7f) * 2 ** shift;
      else high += (byte & 0x7f) * 2 ** (shift - 28);
      if (byte < 0x80) {
        const value = low + high * 2 ** 28;
        return value >= 2 ** 63 ? value - 2 ** 64 : value;
      }
    }
    throw new Broken('notAProfile', 'varint');
  }

  /** The extent of a length-delimited field. */
  bytes(): [number, number] {
    const length = this.varint();
    const from = this.at;
    if (length < 0 || length > this.end - from) throw new Broken('truncated');
    this.at = from + length;
    return [from, this.at];
  }

  message(): Reader {
    const [from, to] = this.bytes();
    return new Reader(this.data, from, to);
  }

  /** Field number and wire type. */
  tag(): [number, number] {
    const tag = this.varint();
    return [Math.floor(tag / 8), tag % 8];
  }

  skip(wire: number): void {
    if (wire === 0) this.varint();
    else if (wire === 2) this.bytes();
    else if (wire === 1 || wire === 5) {
      this.at += wire === 1 ? 8 : 4;
      if (this.at > this.end) throw new Broken('truncated');
    } else throw new Broken('notAProfile', `wire type ${wire}`);
  }

  /** Repeated integers, packed or one by one. */
  integers(wire: number, into: number[]): void {
    if (wire === 0) into.push(this.varint());
    else if (wire === 2) {
      const inner = this.message();
      while (inner.more) into.push(inner.varint());
    } else throw new Broken('notAProfile', `wire type ${wire}`);
  }
}

/** An array of numbers that grows without boxing them. */
class Numbers {
  data = new Float64Array(1024);
  length = 0;
  push(value: number): void {
    if (this.length === this.data.length) {
      const wider = new Float64Array(this.length * 2);
      wider.set(this.data);
      this.data = wider;
    }
    this.data[this.length++] = value;
  }
}

function numberFields(message: Reader, fields: readonly number[]): number[] {
  const out = fields.map(() => 0);
  while (message.more) {
    const [field, wire] = message.tag();
    const i = fields.indexOf(field);
    if (i >= 0 && wire === 0) out[i] = message.varint();
    else message.skip(wire);
  }
  return out;
}

/** The protobuf form, unpacked. */
export function parseProto(data: Uint8Array): Profile {
  const top = new Reader(data);
  const strings: [number, number][] = [];
  const valueTypes: [number, number][] = [];
  const samples = new Numbers();
  const rawFunctions: number[][] = [];
  const rawLocations: Reader[] = [];
  let period = 0;
  let periodUnit = 0;
  let defaultType = 0;
  while (top.more) {
    const [field, wire] = top.tag();
    if (field === 0) throw new Broken('notAProfile', 'field 0');
    switch (field) {
      case 1: valueTypes.push(numberFields(top.message(), [1, 2]) as [number, number]); break;
      case 2: { const [from, to] = top.bytes(); samples.push(from); samples.push(to); break; }
      case 4: rawLocations.push(top.message()); break;
      case 5: rawFunctions.push(numberFields(top.message(), [1, 2, 4, 5])); break;
      case 6: strings.push(top.bytes()); break;
      case 11: periodUnit = numberFields(top.message(), [1, 2])[1]!; break;
      case 12: period = top.varint(); break;
      case 14: defaultType = top.varint(); break;
      default: top.skip(wire);
    }
  }
  if (strings.length === 0 || valueTypes.length === 0) throw new Broken('notAProfile');
  const text = (i: number): string => {
    const range = strings[i];
    if (!range) throw new Broken('notAProfile', 'string');
    return TEXT.decode(data.subarray(...range));
  };
  const functions: Func[] = [];
  const functionOf = new Map<number, number>();
  for (const [id, name, file, startLine] of rawFunctions) {
    functionOf.set(id!, functions.length);
    functions.push({ name: text(name!), file: text(file!), startLine: startLine! });
  }
  const locations = new Map<number, readonly Frame[]>();
  for (const message of rawLocations) {
    let id = 0;
    const frames: Frame[] = [];
    while (message.more) {
      const [field, wire] = message.tag();
      if (field === 1 && wire === 0) id = message.varint();
      else if (field === 4 && wire === 2) {
        const [fn, line] = numberFields(message.message(), [1, 2]);
        const index = functionOf.get(fn!);
        if (index !== undefined) frames.push({ fn: index, line: line! });
      } else message.skip(wire);
    }
    locations.set(id, frames);
  }
  const types = valueTypes.map(([type, unit]) => ({ type: text(type), unit: text(unit) }));
  // A period in anything but bytes is not the distance between samples of the heap.
  const inBytes = text(periodUnit) === 'bytes';
  return checked({
    types, defaultType: text(defaultType), period: inBytes ? Math.max(0, period) : 0, functions, samples: samples.length / 2,
    walk: (each) => walkSamples(data, samples, locations, types.length, text, each),
  });
}

function walkSamples(
  data: Uint8Array, samples: Numbers, locations: ReadonlyMap<number, readonly Frame[]>, width: number, text: (i: number) => string,
  each: (frames: readonly Frame[], values: readonly number[], size: number) => void,
): void {
  const labels = new Map<number, boolean>();
  const isSize = (key: number): boolean => {
    let known = labels.get(key);
    if (known === undefined) labels.set(key, known = text(key) === 'bytes');
    return known;
  };
  for (let i = 0; i < samples.length; i += 2) {
    const message = new Reader(data, samples.data[i], samples.data[i + 1]);
    const ids: number[] = [];
    const values: number[] = [];
    let size = 0;
    while (message.more) {
      const [field, wire] = message.tag();
      if (field === 1) message.integers(wire, ids);
      else if (field === 2) message.integers(wire, values);
      else if (field === 3 && wire === 2) {
        const [key, number] = numberFields(message.message(), [1, 3]);
        if (isSize(key!)) size = number!;
      } else message.skip(wire);
    }
    const frames: Frame[] = [];
    for (const id of ids) {
      for (const frame of locations.get(id) ?? []) if (frames.length < MAX_DEPTH) frames.push(frame);
    }
    while (values.length < width) values.push(0);
    each(frames, values, size);
  }
}

const HEADER = /^heap profile: *\d+: *\d+ *\[ *\d+: *\d+ *\] *@ *(heap\/(\d+)|heapprofile)?/;
const RECORD = /^ *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@/;
const FRAME = /^#\t(?:0x)?[0-9a-f]+\t(.+?)(?:\+0x[0-9a-f]+)?\t+(.*):(\d+)$/;
const HEAP_TYPES: readonly SampleType[] = [
  { type: 'alloc_objects', unit: 'count' }, { type: 'alloc_space', unit: 'bytes' }, { type: 'inuse_objects', unit: 'count' }, { type: 'inuse_space', unit: 'bytes' },
];

/** The text form. Its numbers are those of the samples, so they are scaled up as the protobuf writer does (runtime/pprof/protomem.go). */
export function parseText(text: string): Profile {
  const lines = text.split('\n');
  const head = HEADER.exec(lines[0]!.trimEnd());
  if (!head) throw new Broken('notAProfile');
  const period = Math.floor(Number(head[2] ?? 0) / 2);
  const functions: Func[] = [];
  const index = new Map<string, number>();
  const samples: { frames: Frame[]; values: number[]; size: number }[] = [];
  const scaled = (count: number, size: number): [number, number] => {
    if (count === 0 || size === 0 || period <= 1) return [count, size];
    const factor = 1 / (1 - Math.exp(-size / count / period));
    return [Math.round(count * factor), Math.round(size * factor)];
  };
  for (let line of lines.slice(1)) {
    line = line.trimEnd();
    const record = RECORD.exec(line);
    if (record) {
      const [inUse, inUseBytes, all, allBytes] = record.slice(1).map(Number) as [number, number, number, number];
      samples.push({ frames: [], values: [...scaled(all, allBytes), ...scaled(inUse, inUseBytes)], size: all > 0 ? Math.round(allBytes / all) : 0 });
      continue;
    }
    const frame = FRAME.exec(line);
    if (!frame) continue;
    const [, name, file, at] = frame;
    const key = `${name}\0${file}`;
    let fn = index.get(key);
    if (fn === undefined) {
      index.set(key, fn = functions.length);
      functions.push({ name: name!, file: file!, startLine: 0 });
    }
    const last = samples.at(-1);
    if (last && last.frames.length < MAX_DEPTH) last.frames.push({ fn, line: Number(at) });
  }
  if (samples.length > 0 && functions.length === 0) throw new Broken('noNames');
  return checked({
    types: HEAP_TYPES, defaultType: '', period, functions, samples: samples.length,
    walk: (each) => { for (const s of samples) each(s.frames, s.values, s.size); },
  });
}

function checked(profile: Profile): Profile {
  if (!profile.types.some(({ unit }) => unit === 'bytes')) throw new Broken('notHeap', profile.types.map((t) => t.type).join(', '));
  if (profile.samples === 0) throw new Broken('noSamples');
  if (profile.functions.every((f) => f.name === '')) throw new Broken('noNames');
  return profile;
}

const isGzip = (head: Uint8Array): boolean => head[0] === 0x1f && head[1] === 0x8b;

/** The fields that a profile can begin with; wire types are those of the format. */
const isTag = (byte: number): boolean => [0x0a, 0x12, 0x1a, 0x22, 0x2a, 0x32, 0x38, 0x40, 0x48, 0x50, 0x5a, 0x60, 0x68, 0x70].includes(byte);

/** Whether this can be a profile at all: by its first bytes. Protobuf has control characters where text has none. */
export const looksLikeProfile = (head: Uint8Array): boolean =>
  isGzip(head) || TEXT.decode(head.subarray(0, 13)) === 'heap profile:' || (isTag(head[0] ?? 0) && head.some((byte) => byte < 9));

/** Reads a whole stream; a profile that unpacks to more than the limit is refused before it fills the memory. */
async function collect(stream: ReadableStream<Uint8Array>, told: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = stream.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > LIMIT) {
      void reader.cancel();
      throw new Broken('tooLarge');
    }
    chunks.push(value);
    told(length);
  }
  const out = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    out.set(chunk, at);
    at += chunk.length;
  }
  return out;
}

/** Reads a profile in any of its forms; `told` hears how many unpacked bytes have come. */
export async function readProfile(file: Blob, told: (bytes: number) => void = () => undefined): Promise<Profile> {
  const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  if (file.size === 0 || !looksLikeProfile(head)) throw new Broken('notAProfile');
  let stream = file.stream() as ReadableStream<Uint8Array>;
  if (isGzip(head)) stream = stream.pipeThrough(new DecompressionStream('gzip') as ReadableWritablePair<Uint8Array, Uint8Array>);
  let data: Uint8Array;
  try {
    data = await collect(stream, told);
  } catch (error) {
    if (error instanceof Broken) throw error;
    throw new Broken(isGzip(head) ? 'gzip' : 'unreadable');
  }
  return TEXT.decode(data.subarray(0, 13)) === 'heap profile:' ? parseText(TEXT.decode(data)) : parseProto(data);
}
