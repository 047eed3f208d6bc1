import { expect, test } from 'vitest';
import { decode, element, encode, iframe, isShared, markdown, type Shared } from '../src/app/share';

const shared = (over: Partial<Shared> = {}): Shared => ({ code: 'package main\n', inline: false, selection: null, view: null, before: null, ...over });

/** Links that were given away: they are read for ever. Add to this list, never change it. */
const VECTORS: readonly (readonly [string, Shared])[] = [
  ['#v1/q1ZKVrJSKkhMzk5MT1XITczMi8lTqgUA', shared()],
  ['#v1/q1ZKVrJSKkhMzk5MT1XITczMiwHCtNK8ZDBHQ1OhWqGgKDOvJCdPI0bpyd4FT5fujVHSVKiNyVPSUcpUsjLUUSpWsoo21jGP1VEqA5qVkppTkgiUS8IwV6kWAA',
    shared({ code: 'package main\n\nfunc main() { println("你好") }\n', inline: true, selection: [3, 7], view: 'delta', before: 'package main\n' })],
];

test.each(VECTORS)('%s is read as it was meant', async (link, meant) => { expect(await decode(link)).toEqual(meant); });

const TEXTS = ['', 'package main\n', 'a\r\nb\rc\n', '// 你好，世界 🎉 \u2028 \0\n', `package p\n${'var x = "\\u00e9é";\n'.repeat(4000)}`];

test.each(TEXTS.map((code) => [code.slice(0, 20), code]))('%j comes back as it was, with everything around it', async (_, code) => {
  for (const full of [shared({ code }), shared({ code, inline: true, selection: [3, 7], view: 'delta', before: `${code}\n// before` })]) {
    const link = await encode(full);
    expect(link).toMatch(/^#v1\/[\w-]+$/);
    expect(await decode(link)).toEqual(full);
  }
});

const packed = async (value: unknown): Promise<string> => {
  const stream = new Blob([JSON.stringify(value)]).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return `#v1/${Buffer.from(await new Response(stream).arrayBuffer()).toString('base64url')}`;
};

test('what is broken, of another version or of another shape is refused whole', async () => {
  const good = await encode(shared());
  for (const bad of ['', '#', '#v1/', '#v2/abc', '#v1/!!!!', '#v1/%00', good.slice(0, -4), `${good}AAAA====`, '#v1/AAAAAAAA', '#v01/abc', 'v1/abc']) expect(await decode(bad), bad).toBeNull();
  for (const value of [null, 1, 'x', [], {}, { c: 1 }, { c: { toString: 'x' } }]) expect(await decode(await packed(value)), JSON.stringify(value)).toBeNull();
  expect(isShared(good)).toBe(true);
  expect(isShared('#details')).toBe(false);
});

test('choices that are not in the lists are left out', async () => {
  const odd = await packed({ c: 'x', i: 'yes', s: [-1, 2], v: '<script>', b: 7, __proto__: { c: 'y' }, extra: [] });
  expect(await decode(odd)).toEqual(shared({ code: 'x' }));
  expect(await decode(await packed({ c: 'x', s: [1, 2, 3] }))).toEqual(shared({ code: 'x' }));
});

test('a link that unpacks to a huge text is given up', async () => {
  const bomb = await packed({ c: 'a'.repeat(8 << 20) });
  expect(bomb.length).toBeLessThan(20_000);
  expect(await decode(bomb)).toBeNull();
  expect(await decode(`#v1/${'A'.repeat(2 << 20)}`)).toBeNull();
});

test('the other forms hold the code as text', () => {
  const link = 'https://x.org/go/?lang=zh#v1/abc';
  expect(markdown('a := "```"\n', link, 'Open')).toBe('````go\na := "```"\n````\n\n[Open](https://x.org/go/?lang=zh#v1/abc)\n');
  expect(iframe('https://x.org/go/#v1/abc', 'a "b"')).toContain('src="https://x.org/go/?embed=1#v1/abc" title="a &quot;b&quot;"');
  expect(element('a < b && c</code>', link, true)).toBe('<script type="module" src="https://x.org/go/element.js"></script>\n\n<go-escape>\n\n<pre><code class="language-go">a &lt; b &amp;&amp; c&lt;/code></code></pre>\n\n</go-escape>');
  expect(element('x', link, false)).toContain('<go-escape inline="off">');
});
