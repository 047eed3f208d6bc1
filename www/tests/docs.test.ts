/**
 * The documentation: a page for every code in both languages, links that lead somewhere, and programs whose verdicts are the compiler's:
 * `GOESCAPE_BLESS=go` writes what it prints beside them, nothing else does.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FILES, KIND_NAMES, codesOf, pages, printed, programsOf, type Kind, type Page } from '../docs/site';
import type { Answer } from '../src/engine/wire';
import { LANGUAGES } from '../src/i18n';
import { Engine, initSync } from '../src/pkg/goescape.js';
import { compilerEnv, goroot } from './compiler';

const DOCS = new URL('../docs/', import.meta.url).pathname;
const WIRE = readFileSync(new URL('../src/engine/wire.ts', import.meta.url), 'utf8');
const TYPES: Readonly<Record<Kind, string>> = { reason: 'ReasonCode', suggestion: 'SuggestionCode', lint: 'LintCode' };

/** The codes that wire.ts lists. */
const wireCodes = (kind: Kind): string[] =>
  [...(new RegExp(`export type ${TYPES[kind]} = ([^;]+);`).exec(WIRE)?.[1] ?? '').matchAll(/"(\w+)"/g)].map((m) => m[1]!);

let all: Page[] = [];
beforeAll(async () => { all = await pages("default-src 'none'"); });
const page = (path: string): string => all.find((p) => p.path === path)?.html ?? '';

describe.each(KIND_NAMES.filter((kind) => wireCodes(kind).length > 0 && codesOf(kind).length > 0))('%s', (kind) => {
  test.each(wireCodes(kind))('%s has its page in every language, with a text of its own', (code) => {
    expect(codesOf(kind)).toContain(code);
    for (const language of LANGUAGES) {
      const html = page(`${language}/${kind}/${code}.html`);
      expect(html, language).toContain('<h1>');
      if (kind === 'reason') expect(html).not.toContain('…</');
      expect(existsSync(join(DOCS, language, kind, `${code}.md`)), `www/docs/${language}/${kind}/${code}.md`).toBe(true);
    }
  });
});

test('texts come in every language', () => {
  const of = (language: string, kind: Kind): string[] => readdirSync(join(DOCS, language, kind)).sort();
  for (const kind of KIND_NAMES) expect(of('zh', kind)).toEqual(of('en', kind));
});

test('every link of every page leads somewhere, and no page asks for anything inline or from elsewhere', () => {
  const known = new Set([...all.map((p) => `docs/${p.path}`), ...FILES.map((x) => `docs/${x.name}`), 'icon.svg', '.', './']);
  for (const { path, html } of all) {
    for (const [, target] of html.matchAll(/(?:href|src)="([^"]*)"/g)) {
      const plain = target!.replace(/[?#].*$/, '');
      if (plain === '') continue;
      expect(known, `${path}: ${target}`).toContain(normalize(join('docs', dirname(path), plain)));
    }
    expect(html).not.toMatch(/ style=| on\w+=|<script>|https?:\/\//);
  }
});

test('both languages have the same pages', () => {
  const of = (language: string): string[] => all.filter((p) => p.path.startsWith(`${language}/`)).map((p) => p.path.slice(3)).sort();
  expect(of('zh')).toEqual(of('en'));
  expect(page('zh/reason/returned.html')).toContain('lang="zh-Hans"');
  expect(page('zh/reason/returned.html')).not.toEqual(page('en/reason/returned.html'));
});

/** All of them, also those of codes that are still to come. */
const codesWithPrograms = (kind: Kind): string[] => [...new Set(readdirSync(join(DOCS, 'programs', kind)).map((name) => name.split('.')[0]!))].sort();

const programs = KIND_NAMES.flatMap((kind) => codesWithPrograms(kind).flatMap((code) => (['before', 'after'] as const).map((which) => ({ kind, code, which, text: programsOf(kind, code)[which] }))))
  .filter((p): p is typeof p & { text: string } => p.text !== null);

/** Rewrites whose gain is elsewhere than in the compiler's lines: fewer or smaller allocations of the same kind, or inside of what is called. */
const UNSEEN = new Set([
  'backedBuffer', 'bytesTwin', 'closureArgument', 'constantCapacity', 'directResult', 'formatInto', 'guardLog', 'hoistBuffer', 'hoistClosure', 'hoistCompiled', 'hoistMethodValue', 'leanerCall', 'lookupBytes', 'poolBuffer', 'poolMap', 'poolReset', 'poolSlice',
  'preallocate', 'reuseTimer', 'reuseValue', 'sentinelError', 'splitSeq',
]);

/** Lines that say that something is made on the heap. */
const heapLines = (text: string): string[] => text.split('\n').filter((l) => /moved to heap|escapes to heap|leaking param/.test(l));

describe.skipIf(!goroot)('the real compiler', { timeout: 120_000 }, () => {
  let dir = '';
  let importcfg = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'goescape-'));
    const list = spawnSync(join(goroot!, 'bin/go'), ['list', '-export', '-deps', '-f', '{{if .Export}}packagefile {{.ImportPath}}={{.Export}}{{end}}', 'bufio', 'bytes', 'cmp', 'context', 'encoding/json', 'errors', 'fmt', 'io', 'io/fs', 'log/slog', 'net', 'net/http', 'regexp', 'slices', 'sort', 'strconv', 'strings', 'sync', 'time'],
      { env: compilerEnv, encoding: 'utf8' });
    expect(list.status, list.stderr).toBe(0);
    importcfg = join(dir, 'importcfg');
    writeFileSync(importcfg, list.stdout);
  }, 120_000);
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(programs)('$kind $code, $which', ({ kind, code, which, text }) => {
    writeFileSync(join(dir, 'prog.go'), text);
    expect(spawnSync(join(goroot!, 'bin/gofmt'), ['-l', 'prog.go'], { cwd: dir, encoding: 'utf8' }).stdout).toBe('');
    const r = spawnSync(join(goroot!, 'bin/go'), ['tool', 'compile', '-p', 'demo', '-lang=go1.27', '-importcfg', importcfg, '-o', join(dir, 'prog.a'), '-m', 'prog.go'], { cwd: dir, env: compilerEnv, encoding: 'utf8' });
    expect(r.status, r.stdout + r.stderr).toBe(0);
    const said = `${r.stdout}${r.stderr}`.replaceAll(`${dir}/`, '').replaceAll(`${goroot}/`, '$GOROOT/');
    if (process.env['GOESCAPE_BLESS'] === 'go') writeFileSync(join(DOCS, 'programs', kind, `${code}.${which}.txt`), said);
    expect(printed(kind, code, which)).toBe(said);
  });
});

test.each(programs.filter((p) => p.which === 'after' && p.kind !== 'lint' && !UNSEEN.has(p.code)))('$kind $code: afterwards there is less', ({ kind, code }) => {
  const messages = (which: 'before' | 'after'): string[] => heapLines(printed(kind, code, which)!).map((l) => l.replace(/^[^ ]* /, ''));
  // A pool makes its object once, elsewhere: what the call made is gone all the same.
  expect(messages('before').filter((m) => !messages('after').includes(m))).not.toEqual([]);
});

const PROVEN = new Set(['poolBytes', 'poolStruct', 'returnValue']);

test.each(programs.filter((p) => p.which === 'before' && (p.kind === 'reason' || PROVEN.has(p.code))))('$kind $code: the engine says so about its program', ({ kind, code, text }) => {
  initSync({ module: readFileSync(new URL('../src/pkg/goescape_bg.wasm', import.meta.url)) });
  const std = new URL('../public/std/', import.meta.url);
  const index = (JSON.parse(readFileSync(new URL('index.json', std), 'utf8')) as { packages: Record<string, string> }).packages;
  const engine = new Engine();
  engine.setAvailable(Object.keys(index));
  const ask = (): Answer => engine.analyze({ files: [{ name: 'prog.go', text }], options: { inline: true, lang: 'go1.27', verbose: false, advise: kind === 'suggestion' } }) as Answer;
  let answer = ask();
  while (answer.kind === 'missing') {
    for (const path of answer.missing) engine.addPackage(path, readFileSync(new URL(index[path]!, std)));
    answer = ask();
  }
  const codes: string[] = kind === 'reason' ? answer.report.sites.map((s) => s.reason.code) : answer.report.suggestions.map((s) => s.code);
  expect(codes).toContain(code);
  engine.free();
});
