import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { TABLES } from '../src/i18n/all';

const SRC = new URL('../src', import.meta.url).pathname;
const DOCS = new URL('../docs', import.meta.url).pathname;
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/^(i18n\/[\w-]*(en|zh)\.ts|pkg|engine\/wire\.ts)/.test(name))
  .map((name) => readFileSync(join(SRC, name), 'utf8'))
  .concat(readFileSync(join(DOCS, 'site.ts'), 'utf8')).join('\n');

/** Keys named in the sources, and the starts of those that are put together: `reason.${…}`. */
const named = new Set([...sources.matchAll(/'([a-z]\w*(?:\.[\w-]+)+)'/gi)].map((m) => m[1]!));
const started = [...sources.matchAll(/`([a-z]\w*(?:\.[\w-]+)*\.)\$\{/gi)].map((m) => m[1]!);

test('no text is there that nothing says', () => {
  const unused = Object.keys(TABLES.en).filter((key) => {
    const base = key.replace(/\.(one|other)$/, '');
    return !named.has(key) && !named.has(base) && !started.some((s) => key.startsWith(s));
  });
  expect(unused).toEqual([]);
});
