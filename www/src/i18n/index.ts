/** Texts by key, in the reader's language. Everything that the page says comes from here. */
import type { adviceEn } from './advice-en';
import type { docsEn } from './docs-en';
import type { en } from './en';
import type { lintsEn } from './lints-en';
import type { predictEn } from './predict-en';
import type { toolsEn } from './tools-en';

export type Key = keyof typeof en | keyof typeof adviceEn | keyof typeof lintsEn | keyof typeof predictEn | keyof typeof toolsEn | keyof typeof docsEn;
/** Texts by key: those of a part of the page, or all. */
export type Table = Readonly<Record<string, string>>;
export type Params = Readonly<Record<string, string | number>>;

/** Keys without `.one` and `.other`. */
export type CountKey = Key extends infer K ? (K extends `${infer Base}.one` ? Base : never) : never;

export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What a part brings in a language: its texts, and the analyser's own few words, which are English. */
export type Words = { readonly table: Table; readonly phrases?: Readonly<Record<string, string>> };

/** What of the page has texts of its own: a reader needs one language, and parts beside the page itself only when they are opened. */
export type Part = 'page' | 'advice' | 'tools' | 'predict';

const files: Readonly<Record<Language, Readonly<Record<Part, () => Promise<Words>>>>> = {
  en: {
    page: () => import('./en').then((m) => m.words),
    advice: () => Promise.all([import('./advice-en'), import('./lints-en')]).then(([a, l]) => ({ table: { ...a.adviceEn, ...l.lintsEn } })),
    tools: () => import('./tools-en').then((m) => ({ table: m.toolsEn })),
    predict: () => import('./predict-en').then((m) => ({ table: m.predictEn })),
  },
  zh: {
    page: () => import('./zh').then((m) => m.words),
    advice: () => Promise.all([import('./advice-zh'), import('./lints-zh')]).then(([a, l]) => ({ table: { ...a.adviceZh, ...l.lintsZh } })),
    tools: () => import('./tools-zh').then((m) => ({ table: m.toolsZh })),
    predict: () => import('./predict-zh').then((m) => ({ table: m.predictZh })),
  },
};

/** The languages, as far as they were loaded. */
const loaded: Record<Language, Required<Words>> = { en: { table: {}, phrases: {} }, zh: { table: {}, phrases: {} } };

export function addWords(l: Language, { table, phrases }: Words): void {
  loaded[l] = { table: { ...loaded[l].table, ...table }, phrases: { ...loaded[l].phrases, ...phrases } };
}

/** The parts that were opened: another language brings them too. */
const opened = new Set<Part>(['page']);
const asked = new Map<string, Promise<void>>();

function load(l: Language, part: Part): Promise<void> {
  const key = `${l} ${part}`;
  const known = asked.get(key);
  if (known) return known;
  const coming = files[l][part]().then((words) => addWords(l, words));
  asked.set(key, coming);
  coming.catch(() => asked.delete(key));
  return coming;
}

/** Brings a language, before it is set; nothing is done twice. */
export async function loadLanguage(l: Language): Promise<void> {
  await Promise.all([...opened].map((part) => load(l, part)));
}

/** Brings the texts of a part, before anything of it is shown. */
export async function loadPart(part: Part): Promise<void> {
  opened.add(part);
  await loadLanguage(current);
}

/** Whether a text has this key: texts of codes that come from elsewhere. */
export const isKey = (key: string): key is Key => key in loaded[current].table;

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

export const t = (key: Key, params: Params = {}): string => fill(settle(loaded[current].table[key]!, params), params);

/** A few words of the analyser in the present language; nothing where they are not known. */
export const phrase = (english: string): string | undefined => (current === 'en' ? english : loaded[current].phrases[english]);

/** A text that depends on a number. */
export const count = (key: CountKey, n: number, params: Params = {}): string =>
  t(`${key}.${plural.select(n) === 'one' ? 'one' : 'other'}` as Key, { n, ...params });

/** A piece of a text: plain, or code. */
export type Piece = { readonly text: string; readonly code: boolean };

/** A text cut at its backticks, before the parameters go in: a parameter can hold backticks of its own. */
export function pieces(key: Key, params: Params = {}): Piece[] {
  return settle(loaded[current].table[key]!, params)
    .split('`')
    .map((text, i) => ({ text: fill(text, params), code: i % 2 === 1 }))
    .filter((p) => p.text !== '');
}
