/**
 * Links that carry the program in their fragment: `#v1/` and then JSON, deflated, in base64 for addresses. A fragment never reaches a
 * server. Every format that was ever written is read for ever; the vectors in tests/share.test.ts hold it to that.
 *
 * What a link says is only ever text to show and choices from closed lists. Whatever is broken, too long, or of another shape is refused whole.
 */

/** What a link can say. */
export type Shared = {
  readonly code: string;
  /** Named where it is on: a link without it was made when off was usual, and stays so. */
  readonly inline: boolean;
  /** Anchor and head of the selection, in UTF-16 units. */
  readonly selection: readonly [number, number] | null;
  /** The open tab. */
  readonly view: View | null;
  /** The program to compare with. */
  readonly before: string | null;
};

export const VIEWS = ['suggestions', 'sites', 'memory', 'delta', 'problems', 'output', 'profile'] as const;
export type View = (typeof VIEWS)[number];

/** Longest fragment and longest program that are read, in characters and bytes: more would be an attack on memory. */
const FRAGMENT_LIMIT = 1 << 20;
const TEXT_LIMIT = 2 << 20;

/** Some chats and tools cut or refuse longer links. */
export const LONG_LINK = 2000;

const toBase64 = (bytes: Uint8Array): string => {
  let out = '';
  for (let i = 0; i < bytes.length; i += 0x8000) out += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(out).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
};

function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  } catch {
    return null;
  }
}

const stream = (bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> => new Blob([bytes]).stream();

async function collect(from: ReadableStream<Uint8Array>, limit: number): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = from.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.byteLength;
    if (size > limit) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(value);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.byteLength; }
  return out;
}

/** The fragment, with its `#`. What is as usual is left out. */
export async function encode(shared: Shared): Promise<string> {
  const json = JSON.stringify({
    c: shared.code,
    ...(shared.inline && { i: 1 }),
    ...(shared.selection && { s: shared.selection }),
    ...(shared.view && { v: shared.view }),
    ...(shared.before !== null && { b: shared.before }),
  });
  const packed = await collect(stream(new TextEncoder().encode(json)).pipeThrough(new CompressionStream('deflate-raw')), Infinity);
  return `#v1/${toBase64(packed!)}`;
}

/** Whether a fragment claims to be a link of ours. */
export const isShared = (fragment: string): boolean => /^#v\d+\//.test(fragment);

/** What a fragment says; null where it says nothing that can be read. */
export async function decode(fragment: string): Promise<Shared | null> {
  const [, version, body] = /^#v(\d+)\/(.*)$/s.exec(fragment) ?? [];
  if (version !== '1' || fragment.length > FRAGMENT_LIMIT) return null;
  const packed = fromBase64(body!);
  if (!packed) return null;
  try {
    const bytes = await collect(stream(packed).pipeThrough(new DecompressionStream('deflate-raw')), TEXT_LIMIT);
    return bytes && read(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
  } catch {
    return null;
  }
}

const isOffset = (x: unknown): x is number => Number.isSafeInteger(x) && (x as number) >= 0;

/** Takes what has the right shape; without a program there is nothing. */
function read(value: unknown): Shared | null {
  if (typeof value !== 'object' || value === null) return null;
  const { c, i, s, v, b } = value as Record<string, unknown>;
  if (typeof c !== 'string') return null;
  return {
    code: c,
    inline: i === 1,
    selection: Array.isArray(s) && s.length === 2 && isOffset(s[0]) && isOffset(s[1]) ? [s[0], s[1]] : null,
    view: VIEWS.find((x) => x === v) ?? null,
    before: typeof b === 'string' ? b : null,
  };
}

const attribute = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** A Markdown fence that the code cannot close. */
const fence = (code: string): string => '`'.repeat(Math.max(3, ...[...code.matchAll(/`+/g)].map((m) => m[0].length + 1)));

export const markdown = (code: string, link: string, label: string): string => `${fence(code)}go\n${code.replace(/\n?$/, '\n')}${fence(code)}\n\n[${label}](${link})\n`;

export const iframe = (link: string, title: string): string => {
  const url = new URL(link);
  url.searchParams.set('embed', '1');
  return `<iframe src="${attribute(url.href)}" title="${attribute(title)}" width="100%" height="480" loading="lazy" allow="clipboard-write"></iframe>`;
};

/** The element's script is beside the page, and the page finds it there. Empty lines keep the program whole in Markdown, where one inside it would end the element. */
export const element = (code: string, home: string, inline: boolean): string =>
  `<script type="module" src="${attribute(new URL('element.js', home).href)}"></script>\n\n<go-escape${inline ? '' : ' inline="off"'}>\n\n<pre><code class="language-go">${code.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code></pre>\n\n</go-escape>`;
