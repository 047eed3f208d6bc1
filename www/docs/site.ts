/**
 * The documentation: static pages made from Markdown, from the texts of the page, and from programs whose verdicts are the compiler's. Each
 * reason and each rewrite has a page at an address that stays: `docs/en/reason/returned.html`, `docs/zh/suggestion/poolBytes.html`.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { classHighlighter, highlightCode } from '@lezer/highlight';
import { parser as goParser } from '@lezer/go';
import MarkdownIt from 'markdown-it';
import { encode } from '../src/app/share';
import { LANGUAGES, count, setLanguage, pieces, t, type Key, type Language } from '../src/i18n';
import { TABLES } from '../src/i18n/all';

const DIR = fileURLToPath(new URL('.', import.meta.url));

export type Kind = 'reason' | 'suggestion' | 'lint';
export const KIND_NAMES: readonly Kind[] = ['reason', 'suggestion', 'lint'];
/** One page: its address under docs/ and its HTML. */
export type Page = { readonly path: string; readonly html: string };

const KINDS: Readonly<Record<Kind, { readonly heading: Key; readonly pattern: RegExp }>> = {
  reason: { heading: 'docs.reasons', pattern: /^reason\.(\w+)$/ },
  suggestion: { heading: 'docs.suggestions', pattern: /^suggestion\.(\w+)\.text$/ },
  lint: { heading: 'docs.lints', pattern: /^lint\.(\w+)$/ },
};

/** All codes of a kind, in the order of the texts: the type check of i18n holds these to wire.ts. */
export const codesOf = (kind: Kind): string[] =>
  Object.keys(TABLES.en).flatMap((key) => { const m = KINDS[kind].pattern.exec(key); return m ? [m[1]!] : []; });

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!);

/** Go with the classes of the editor's grammar. */
function goHtml(code: string): string {
  let out = '';
  highlightCode(code, goParser.parse(code), classHighlighter, (text, classes) => { out += classes ? `<span class="${classes}">${escape(text)}</span>` : escape(text); }, () => { out += '\n'; });
  return out;
}

const markdown = new MarkdownIt({ html: false, highlight: (code, lang) => (lang === 'go' ? goHtml(code) : escape(code)) });

// A block that scrolls has to be reached by keyboard.
for (const rule of ['fence', 'code_block'] as const) {
  const usual = markdown.renderer.rules[rule]!;
  markdown.renderer.rules[rule] = (...args) => usual(...args).replace(/^<pre/, '<pre tabindex="0"');
}

const read = (...path: string[]): string | null => { const file = join(DIR, ...path); return existsSync(file) ? readFileSync(file, 'utf8') : null; };

/** A text of the table as HTML, its code marked; what is not known is left out of it. */
const richHtml = (key: Key, params: Record<string, string> = {}): string =>
  pieces(key, params).map((p) => (p.code ? `<code>${escape(p.text)}</code>` : escape(p.text))).join('');

/** General words for what a sentence names: each page is about the kind, not about one site. */
const GENERAL: Readonly<Record<Kind, Record<string, string>>> = {
  reason: { name: 'x' },
  suggestion: { name: 'x', function: 'f', type: 'T', callee: 'f', limit: '64', length: 'n', text: 'not found' },
  lint: { name: 'x', function: 'f', type: 'T', pool: 'pool', expr: 'x.Bytes()', target: 'y', asserted: '*T', made: '*U', types: '*T, *U', field: 'f' },
};

const SENTENCE: Readonly<Record<Kind, (code: string) => string>> = {
  reason: (code) => `reason.${code}`, suggestion: (code) => `suggestion.${code}.text`, lint: (code) => (`lint.${code}.text` in TABLES.en ? `lint.${code}.text` : `lint.${code}`),
};
const TITLE: Readonly<Record<Kind, (code: string) => string>> = {
  reason: (code) => `short.${code}`, suggestion: (code) => `suggestion.${code}`, lint: (code) => `lint.${code}`,
};

const sentence = (kind: Kind, code: string): string => richHtml(SENTENCE[kind](code) as Key, GENERAL[kind]);

/** The title of a code's page, as HTML. */
export const titleOf = (kind: Kind, code: string): string => {
  const html = richHtml(TITLE[kind](code) as Key, GENERAL[kind]);
  return html.charAt(0).toUpperCase() + html.slice(1);
};

const plainTitle = (html: string): string => html.replace(/<[^>]+>/g, '').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');

export type Programs = { readonly before: string | null; readonly after: string | null };
export const programsOf = (kind: Kind, code: string): Programs =>
  ({ before: read('programs', kind, `${code}.before.go`), after: read('programs', kind, `${code}.after.go`) });
/** What the compiler prints about a program, written by the tests. */
export const printed = (kind: Kind, code: string, which: 'before' | 'after'): string | null => read('programs', kind, `${code}.${which}.txt`);

/** What the compiler says about calls, and not about storage. */
const ABOUT_CALLS = /: (?:can inline|inlining call to|devirtualizing) /;

/** The compiler's lines: those about storage at once, those about inlining when they are asked for. */
function saidHtml(said: string): string {
  const lines = said.trimEnd().split('\n');
  const pre = (some: readonly string[]): string => `<pre class="said" lang="en" tabindex="0"><code>${escape(some.join('\n'))}</code></pre>`;
  const storage = lines.filter((l) => !ABOUT_CALLS.test(l));
  const calls = lines.filter((l) => ABOUT_CALLS.test(l));
  return `${storage.length > 0 ? pre(storage) : `<p>${escape(t('docs.noStorage'))}</p>`}
${calls.length > 0 ? `<details><summary>${escape(count('docs.calls', calls.length))}</summary>${pre(calls)}</details>` : ''}`;
}

async function program(kind: Kind, code: string, which: 'before' | 'after', text: string, other: string | null, root: string): Promise<string> {
  const said = printed(kind, code, which);
  const link = async (view: 'delta' | null): Promise<string> => `${root}${await encode({ code: view ? other! : text, inline: true, selection: null, view, before: view ? text : null })}`;
  return `<section class="program"><h2>${escape(t(`docs.${which}`))}</h2>
<pre class="go" tabindex="0"><code>${goHtml(text)}</code></pre>
<h3>${escape(t('why.compiler'))}</h3>
${said ? saidHtml(said) : `<p>${escape(t('output.empty'))}</p>`}
<p class="links"><a href="${await link(null)}">${escape(t('docs.open'))}</a>${which === 'before' && other ? ` <a href="${await link('delta')}">${escape(t('docs.compare'))}</a>` : ''}</p></section>`;
}

/** The first paragraph of a page as plain text: what search engines and previews show of it. */
const summaryOf = (body: string): string => (/<p(?: class="sentence")?>(.*?)<\/p>/s.exec(body.replace(/<nav.*?<\/nav>/gs, ''))?.[1] ?? '').replace(/<[^>]+>/g, '').replace(/\s+/g, ' ').trim();

/** The frame around all pages. `depth` is the number of folders under docs/. */
function frame(language: Language, path: string, title: string, body: string, policy: string): string {
  const up = '../'.repeat(path.split('/').length);
  const root = `${up}`;
  const other = LANGUAGES.find((l) => l !== language)!;
  const rest = path.slice(path.indexOf('/') + 1);
  const here = (target: string): string => `${up.slice(3)}${language}/${target}`;
  const current = (target: string): string => (rest === target ? ' aria-current="page"' : '');
  const html = language === 'zh' ? 'zh-Hans' : 'en';
  return `<!doctype html>
<html lang="${html}">
<head>
<meta charset="utf-8">
${policy ? `<meta http-equiv="Content-Security-Policy" content="${escape(policy)}">\n` : ''}<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · goescape</title>
${summaryOf(body) ? `<meta name="description" content="${summaryOf(body).replaceAll('"', '&quot;')}">\n` : ''}<link rel="icon" href="${root}icon.svg" type="image/svg+xml">
<link rel="alternate" hreflang="${other === 'zh' ? 'zh-Hans' : 'en'}" href="${up.slice(3)}${other}/${rest}">
<link rel="stylesheet" href="${up.slice(3)}${STYLES.name}">
<script src="${up.slice(3)}${THEME.name}"></script>
</head>
<body>
<header><a class="brand" href="${root}?lang=${language}">goescape</a>
<nav aria-label="${escape(t('docs.title'))}"><a href="${here('guide.html')}"${current('guide.html')}>${escape(t('docs.guide'))}</a> <a href="${here('embed.html')}"${current('embed.html')}>${escape(t('docs.embed'))}</a> <a href="${here('glossary.html')}"${current('glossary.html')}>${escape(t('docs.glossary'))}</a> <a href="${here('index.html')}"${current('index.html')}>${escape(t('docs.all'))}</a></nav>
<a class="language" href="${up.slice(3)}${other}/${rest}" lang="${other === 'zh' ? 'zh-Hans' : 'en'}" hreflang="${other === 'zh' ? 'zh-Hans' : 'en'}">${escape(TABLES[language]['lang.switch'])}</a></header>
<main>
${body}
</main>
</body>
</html>
`;
}

async function codePage(language: Language, kind: Kind, code: string, policy: string): Promise<Page> {
  const path = `${language}/${kind}/${code}.html`;
  const title = titleOf(kind, code);
  const { before, after } = programsOf(kind, code);
  const prose = read(language, kind, `${code}.md`);
  const keep = `keep.${code}` as Key;
  const codes = codesOf(kind);
  const at = codes.indexOf(code);
  const beside = (i: number, rel: 'prev' | 'next'): string => (codes[i] ? `<a rel="${rel}" href="${codes[i]}.html">${titleOf(kind, codes[i]!)}</a>` : '<span></span>');
  const body = `<p class="kind">${escape(t(KINDS[kind].heading))} · <code>${code}</code></p>
<h1>${title}</h1>
<p class="sentence">${sentence(kind, code)}</p>
${prose ? markdown.render(prose) : ''}
${before ? await program(kind, code, 'before', before, after, '../../../') : ''}
${kind === 'reason' && after && keep in TABLES.en ? `<p class="keep"><strong>${escape(t('docs.keep'))}</strong> ${richHtml(keep, GENERAL[kind])}</p>` : ''}
${after ? await program(kind, code, 'after', after, null, '../../../') : ''}
<nav class="beside" aria-label="${escape(t('docs.all'))}">${beside(at - 1, 'prev')}${beside(at + 1, 'next')}</nav>`;
  return { path, html: frame(language, path, plainTitle(title), body, policy) };
}

/** The pages of a kind, each with its sentence; nothing where there are none. */
function list(kind: Kind): string {
  const codes = codesOf(kind);
  if (codes.length === 0) return '';
  return `<h2 id="${kind}s">${escape(t(KINDS[kind].heading))}</h2>
<ul class="codes">${codes.map((code) => `<li><a href="${kind}/${code}.html">${titleOf(kind, code)}</a> <span>${sentence(kind, code)}</span></li>`).join('\n')}</ul>`;
}

const STEP_WORDS = /^step\.(\w+)$/;
/** What the compiler writes in brackets after a step of `-m=2`. */
const COMPILER_STEPS: Readonly<Record<string, string>> = {
  addressOf: 'address-of', assign: 'assign', assignPair: 'assign-pair', return: 'return', callParameter: 'call parameter', calleeOperand: 'callee operand', interfaceConverted: 'interface-converted',
  captured: 'captured by a closure', reference: 'reference', dot: 'dot', dotOfPointer: 'dot of pointer', arrayIndex: 'fixed-array-index-of', indirection: 'indirection', slice: 'slice',
  sliceToArray: 'slice-to-array', structElement: 'struct literal element', arrayElement: 'array literal element', sliceElement: 'slice-literal-element', mapLitKey: 'map literal key',
  mapLitValue: 'map literal value', mapPutKey: 'key of map put', range: 'range', rangeDeref: 'range-deref', switchCase: 'switch case', send: 'send', appendedSlice: 'appended slice...',
  appendeeSlice: 'appendee slice', copiedSlice: 'copied slice', spill: 'spill',
};

/** The compiler's phrases with their meaning. */
function phrases(): string {
  const verdicts = (['movedToHeap', 'escapesToHeap', 'doesNotEscape', 'leakingParam'] as const).map((v) => [TABLES.en[`verdict.${v}`], richHtml(`gloss.${v}`)] as const);
  const more = (['content', 'result', 'flow', 'storage', 'canInline', 'cannotInline', 'inlining'] as const).map((key) => [TABLES.en[`docs.phrase.${key}`], richHtml(`docs.phrase.${key}.text`)] as const);
  const steps = Object.keys(TABLES.en).flatMap((key) => { const m = STEP_WORDS.exec(key); return m && COMPILER_STEPS[m[1]!] ? [[`(${COMPILER_STEPS[m[1]!]})`, richHtml(key as Key)] as const] : []; });
  const id = (phrase: string): string => phrase.toLowerCase().replace(/[^a-z]+/g, '-').replace(/^-|-$/g, '');
  const table = (rows: readonly (readonly [string, string])[]): string =>
    `<dl class="phrases">${rows.map(([phrase, text]) => `<dt id="${id(phrase)}"><code lang="en">${escape(phrase)}</code></dt><dd>${text}</dd>`).join('\n')}</dl>`;
  return `<h2>${escape(t('docs.verdicts'))}</h2>${table([...verdicts, ...more])}<h2>${escape(t('docs.steps'))}</h2>${table(steps)}`;
}

/** All pages. `policy` is the content security policy to write into them; empty for none. */
export async function pages(policy = ''): Promise<Page[]> {
  const out: Page[] = [];
  for (const language of LANGUAGES) {
    setLanguage(language);
    const page = (name: string, title: string, body: string): void => { const path = `${language}/${name}.html`; out.push({ path, html: frame(language, path, title, body, policy) }); };
    page('guide', t('docs.guide'), markdown.render(read(language, 'guide.md')!));
    page('embed', t('docs.embed'), markdown.render(read(language, 'embed.md')!));
    page('glossary', t('docs.glossary'), markdown.render(read(language, 'glossary.md')!) + phrases() + KIND_NAMES.map(list).join(''));
    page('index', t('docs.title'), `<h1>${escape(t('docs.title'))}</h1><ul class="codes"><li><a href="guide.html">${escape(t('docs.guide'))}</a></li><li><a href="embed.html">${escape(t('docs.embed'))}</a></li><li><a href="glossary.html">${escape(t('docs.glossary'))}</a></li></ul>${KIND_NAMES.map(list).join('')}`);
    for (const kind of KIND_NAMES) for (const code of codesOf(kind)) out.push(await codePage(language, kind, code, policy));
  }
  setLanguage('en');
  return out;
}

/** A file beside the pages, named by its content: one that was kept is never taken for a new one. */
function hashed(file: string): { readonly name: string; readonly source: string } {
  const source = read(file)!;
  return { name: file.replace('.', `-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.`), source };
}

const STYLES = hashed('docs.css');
/** The theme that was chosen on the playground, before the first paint. */
const THEME = hashed('theme.js');
export const FILES = [STYLES, THEME];
