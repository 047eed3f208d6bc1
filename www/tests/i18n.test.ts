import { readFileSync, readdirSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { LANGUAGES, count, pickLanguage, pieces, setLanguage, t, type Key } from '../src/i18n';
import { TABLES } from '../src/i18n/all';
import { phrasesZh } from '../src/i18n/phrases-zh';
import { notAnalysedText } from '../src/words';

afterEach(() => setLanguage('en'));

const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]!).sort();
const keys = Object.keys(TABLES.en) as Key[];
/** Texts that may be the same in all languages, or empty in one. */
const SAME = new Set<string>(['app.name', 'kind.new', 'kind.append', 'text.join', 'delta.number', ...keys.filter((k) => k.startsWith('verdict.') || /^docs\.phrase\.\w+$/.test(k))]);

test('every language has the same keys', () => {
  for (const l of LANGUAGES) expect(Object.keys(TABLES[l]).sort()).toEqual([...keys].sort());
});

test.each(keys)('%s has the same parameters in every language, whole code marks, and a text of its own', (key) => {
  for (const l of LANGUAGES) {
    const text = TABLES[l][key];
    if (key !== 'text.join') expect(text.trim(), l).not.toBe('');
    expect(holes(text), l).toEqual(holes(TABLES.en[key]));
    expect(text.split('`').length % 2, l).toBe(1);
  }
  if (!SAME.has(key)) expect(TABLES.zh[key]).not.toBe(TABLES.en[key]);
});

test('forms for numbers come in pairs', () => {
  for (const key of keys.filter((k) => k.endsWith('.one'))) expect(keys).toContain(key.replace(/one$/, 'other'));
});

test('numbers choose the form and are written as the language does', () => {
  expect(count('status.stack', 1)).toBe('1 stays on the stack');
  expect(count('status.stack', 1200)).toBe('1,200 stay on the stack');
  setLanguage('zh');
  expect(count('status.stack', 1)).toBe('1 处留在栈上');
});

test('parameters go in as they are; a missing one shows, or brings the form without it', () => {
  expect(t('app.name', { toString: 'x' })).toBe('goescape');
  expect(t('why.inlined', { callee: '{callee}$&' })).toBe('Inside the inlined call of `{callee}$&`');
  expect(t('why.line')).toBe('line …');
  expect(t('short.passedToLeaking', { callee: 'a[b|c]' })).toBe('passed to a[b|c]');
  expect(t('short.passedToLeaking', { callee: '' })).toBe('passed to a function that keeps it');
  expect(t('reason.tooLarge', { name: 'x' })).toBe('`x` is too large for the stack.');
});

test.each(keys)('%s reads well with and without its parameters', (key) => {
  for (const l of LANGUAGES) {
    setLanguage(l);
    // Go's own brackets stand in code.
    const bare = pieces(key, { name: 'x' }).map((p) => (p.code ? p.text.replace(/\[[^|]*\]/g, '') : p.text)).join('');
    expect(bare).not.toMatch(/[[\]|`]|  | [,.](?!\.)|,,/);
  }
});

test('code stands apart, also when a parameter holds backticks', () => {
  expect(pieces('reason.returned', { name: '`x`' })[1]).toEqual({ text: '`x`', code: true });
  expect(pieces('refusal.staysOnStack', { name: 'x' })).toEqual([{ text: 'x', code: true }, { text: ' stays on the stack anyway: there is nothing to gain.', code: false }]);
});

test('what is left to confirm is said as it has to be: a question could want a yes or a no', () => {
  for (const table of Object.values(TABLES)) expect(Object.entries(table).filter(([key, text]) => key.startsWith('check.') && /[?？]/.test(text))).toEqual([]);
});

test('Chinese has one word for each thing', () => {
  expect(Object.entries(TABLES.zh).filter(([, text]) => /映射|推迟|(?<!`)\b(channel|handler)s?\b/.test(text))).toEqual([]);
});

test('the browser’s languages choose ours', () => {
  expect(pickLanguage(['fr-FR', 'zh-TW', 'en'])).toBe('zh');
  expect(pickLanguage(['de'])).toBe('en');
  expect(pickLanguage([])).toBe('en');
});

test('every phrase of the analyser has its Chinese, and no other has', () => {
  const crate = new URL('../../crate/src/', import.meta.url);
  const found = new Set<string>();
  for (const name of readdirSync(crate, { recursive: true, encoding: 'utf8' })) {
    if (!/^(body|ir)\/.*\.rs$/.test(name) || /tests?(\.rs|\/)/.test(name)) continue;
    const text = readFileSync(new URL(name, crate), 'utf8');
    for (const [, phrase] of text.matchAll(/(?:unsupported\([^"()]*(?:\([^"()]*\))?[^"()]*|what: |wrong\([^"]*|out_of_place\([^"]*)"([a-z][a-z -]+)"/g)) found.add(phrase!);
    for (const [, phrase] of text.matchAll(/"((?:an? |make )[a-z -]+ out of place)"/g)) found.add(phrase!);
  }
  expect(found.size).toBeGreaterThan(20);
  expect([...found].filter((phrase) => !(phrase in phrasesZh))).toEqual([]);
  expect(notAnalysedText({ code: 'unsupported', params: { what: 'a send out of place' }, at: null })).toContain('a send out of place');
  setLanguage('zh');
  expect(notAnalysedText({ code: 'unsupported', params: { what: 'a send out of place' }, at: null })).toBe('这种写法尚不支持（位置不符的发送）');
  // What is not known is left out, and is not English in the middle of Chinese.
  expect(notAnalysedText({ code: 'unsupported', params: { what: 'something new' }, at: null })).toBe('这种写法尚不支持');
  setLanguage('en');
});
