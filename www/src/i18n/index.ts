/** Texts by key, in the reader's language. Everything that the page says comes from here. */
import type { en } from './en';

export type Key = keyof typeof en;
export type Table = Readonly<Record<Key, string>>;
export type Params = Readonly<Record<string, string | number>>;

/** Keys without `.one` and `.other`. */
export type CountKey = Key extends infer K ? (K extends `${infer Base}.one` ? Base : never) : never;

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a language brings: its texts, and the analyser's own few words, which are English. */
export type Words = { readonly table: Table; readonly phrases: Readonly<Record<string, string>> };

/** The languages that were loaded: a reader needs one of them. */
const loaded: Partial<Record<Language, Words>> = {};

const files: Readonly<Record<Language, () => Promise<{ readonly words: Words }>>> = { en: () => import('./en'), zh: () => import('./zh') };

export function addLanguage(l: Language, words: Words): void { loaded[l] = words; }

/** Brings a language, before it is set; nothing is done twice. */
export async function loadLanguage(l: Language): Promise<void> {
  if (!loaded[l]) addLanguage(l, (await files[l]()).words);
}

/** Whether a text has this key: texts of codes that come from elsewhere. */
export const isKey = (key: string): key is Key => key in loaded[current]!.table;

let current: Language = 'en';
let plural = new Intl.PluralRules('en');
let number = new Intl.NumberFormat('en');

export const language = (): Language => current;

export function setLanguage(next: Language): void {
  current = next;
  plural = new Intl.PluralRules(next);
  number = new Intl.NumberFormat(next);
}

/** The address of a page of the documentation, in the present language: `reason/returned`, `guide`. */
export const docsPage = (name: string): string => `docs/${current}/${name}.html`;

/** The best of our languages for a list such as `navigator.languages`. */
export function pickLanguage(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const base = tag.toLowerCase().split('-')[0];
    const found = LANGUAGES.find((l) => l === base);
    if (found) return found;
  }
  return 'en';
}

/** The value of a parameter; nothing where it is missing or empty. */
const valueOf = (params: Params, name: string): string | number | undefined => {
  const value = Object.hasOwn(params, name) ? params[name] : undefined;
  return value === '' ? undefined : value;
};

/** Settles `[with {x}|without]`: the first part if all its parameters are there, otherwise the second. */
const settle = (text: string, params: Params): string =>
  text.replace(/\[([^[\]|]*)\|([^[\]|]*)\]/g, (_, full: string, bare: string) =>
    [...full.matchAll(/\{(\w+)\}/g)].every((m) => valueOf(params, m[1]!) !== undefined) ? full : bare);

/** Puts parameters into a text. One that is missing shows as an ellipsis; numbers are written as the language does. */
const fill = (text: string, params: Params): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = valueOf(params, name);
    if (value === undefined) return '…';
    return typeof value === 'number' ? number.format(value) : value;
  });

export const t = (key: Key, params: Params = {}): string => fill(settle(loaded[current]!.table[key], params), params);

/** A few words of the analyser in the present language; nothing where they are not known. */
export const phrase = (english: string): string | undefined => (current === 'en' ? english : loaded[current]!.phrases[english]);

/** A text that depends on a number. */
export const count = (key: CountKey, n: number, params: Params = {}): string =>
  t(`${key}.${plural.select(n) === 'one' ? 'one' : 'other'}` as Key, { n, ...params });

/** A piece of a text: plain, or code. */
export type Piece = { readonly text: string; readonly code: boolean };

/** A text cut at its backticks, before the parameters go in: a parameter can hold backticks of its own. */
export function pieces(key: Key, params: Params = {}): Piece[] {
  return settle(loaded[current]!.table[key], params)
    .split('`')
    .map((text, i) => ({ text: fill(text, params), code: i % 2 === 1 }))
    .filter((p) => p.text !== '');
}
