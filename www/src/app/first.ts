/**
 * The page as it stands before its scripts, made when the site is built: the first example in the editor's own look, to be read, selected and typed
 * into, with the verdicts of the engine that is shipped beside it. early.ts hands over to the editor.
 */
import { goLanguage } from '@codemirror/lang-go';
import { EditorState, type RangeSet, type RangeValue } from '@codemirror/state';
import { highlightCode, tagHighlighter } from '@lezer/highlight';
import first from '../../content/examples/returned-pointer.go?raw';
import { SHAPES, type Shape } from '../dom';
import { LineLabel, LineShape, marksField, setReport } from '../editor/marks';
import { SYNTAX } from '../editor/theme';
import type { Report } from '../engine/wire';
import '../i18n/all';
import { LANGUAGES, pieces, setLanguage, t, type Key, type Language } from '../i18n';
import type { Example } from './examples';
import { inChinese } from './examples-zh';
import { LEGEND, LOGO } from './logo';

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const icon = (shape: Shape): string => {
  const [path, solid] = SHAPES[shape];
  return `<svg viewBox="0 0 16 16" class="icon icon-${shape}${solid ? ' solid' : ''}" aria-hidden="true"><path d="${path}"/></svg>`;
};

type Stretch = { readonly from: number; readonly to: number; readonly className: string };

const highlighter = tagHighlighter(SYNTAX.map(({ tag, name }) => ({ tag, class: `syn-${name}` })));

function highlighted(text: string): Stretch[] {
  const out: Stretch[] = [];
  let at = 0;
  highlightCode(text, goLanguage.parser.parse(text), highlighter,
    (code, className) => {
      if (className) out.push({ from: at, to: at + code.length, className });
      at += code.length;
    },
    () => { at++; });
  return out;
}

function rangesOf<T extends RangeValue>(set: RangeSet<T>, length: number): { from: number; to: number; value: T }[] {
  const out: { from: number; to: number; value: T }[] = [];
  set.between(0, length, (from, to, value) => { out.push({ from, to, value }); });
  return out;
}

/** The text with its colours and its marks. */
function textHtml(text: string, marks: readonly Stretch[]): string {
  const colours = highlighted(text);
  const ends = [...new Set([0, text.length, ...[...colours, ...marks].flatMap(({ from, to }) => [from, to])])].sort((a, b) => a - b);
  const around = (list: readonly Stretch[], at: number): string => list.filter(({ from, to }) => from <= at && at < to).map((x) => x.className).join(' ');
  return ends.slice(0, -1).map((from, i) => {
    const code = escape(text.slice(from, ends[i + 1]));
    const className = [around(marks, from), around(colours, from)].filter(Boolean).join(' ');
    return className ? `<span class="${className}">${code}</span>` : code;
  }).join('');
}

/** The first example as the editor shows it. */
function program(text: string, report: Report): string {
  const state = EditorState.create({ doc: text, extensions: [marksField] }).update({ effects: setReport.of({ report, changes: null }) }).state;
  const field = state.field(marksField);
  const marks = rangesOf(field.inText, text.length).map(({ from, to, value }): Stretch => ({ from, to, className: String(value.spec.class).replace('cm-mark', 'first-mark') }));
  const lines = text.split('\n');
  const lineOf = (pos: number): number => state.doc.lineAt(pos).number - 1;
  const shapes = lines.map(() => '');
  for (const { from, value } of rangesOf(field.inGutter, text.length)) {
    if (value instanceof LineShape) shapes[lineOf(from)] = `<span class="first-shape mark-${value.mark}">${icon(value.mark)}${value.many > 1 ? `<small>${value.many}</small>` : ''}</span>`;
  }
  const labels = lines.map(() => '');
  for (const { from, value } of rangesOf(field.atLineEnd, text.length)) {
    const { widget } = value.spec as { widget?: unknown };
    if (!(widget instanceof LineLabel)) continue;
    // The line's own text, not to be seen, puts the words behind its end.
    const items = widget.items.map((item) => `<span class="first-label-item mark-${item.mark}">${icon(item.mark)}${escape(item.text)}</span>`).join('');
    labels[lineOf(from)] = `<i>${escape(lines[lineOf(from)]!)}</i><span class="first-label">${items}</span>`;
  }
  const rows = (list: readonly string[]): string => list.map((x) => `<div>${x}</div>`).join('');
  return `<div class="first"><div class="first-gutter" aria-hidden="true"><div class="first-numbers">${lines.map((_, i) => i + 1).join('\n')}</div><div class="first-shapes">${rows(shapes)}</div></div>`
    + `<div class="first-body"><pre class="first-text" elementtiming="program" contenteditable="plaintext-only" role="textbox" aria-multiline="true" aria-label="${escape(t('editor.label'))}" spellcheck="false" autocorrect="off" autocapitalize="off" translate="no">${textHtml(text, marks)}</pre>`
    + `<div class="first-labels" aria-hidden="true">${rows(labels)}</div></div></div>`;
}

/** A report as data inside the page: nothing in it ends the element that it stands in. */
const data = (report: Report): string => JSON.stringify(report).replaceAll('<', '\\u003c');

/** The body of the page, and what it brings for the scripts; `analyse` gives the report that the engine makes of a program under the page's own options. */
export function firstPage(analyse: (text: string) => Report): { readonly page: string; readonly data: string } {
  const inEach = (of: (language: Language) => string, tag = 'div'): string => LANGUAGES.map((language) => {
    setLanguage(language);
    return `<${tag} class="in-${language}" lang="${language === 'zh' ? 'zh-Hans' : 'en'}">${of(language)}</${tag}>`;
  }).join('');
  const texts: Record<Language, string> = { en: first, zh: inChinese({ id: 'returned-pointer', text: first } as Example) };
  const reports = Object.fromEntries(LANGUAGES.map((language) => [language, analyse(texts[language])])) as Record<Language, Report>;
  const logo = `<svg viewBox="0 0 24 24" class="logo" aria-hidden="true">${LOGO.map(([d, name]) => `<path d="${d}" class="${name}"/>`).join('')}</svg>`;
  const rich = (key: Key): string => pieces(key).map((p) => (p.code ? `<code>${escape(p.text)}</code>` : escape(p.text))).join('');
  const legend = (): string => LEGEND.map((mark) => `<li class="mark-${mark}">${icon(mark)}<span><b>${escape(t(`verdict.${mark}`))}</b> ${rich(`legend.${mark}`)}</span></li>`).join('');
  const welcome = inEach(() => `<div class="welcome first-welcome"><h3>${escape(t('lesson.title'))}</h3><p class="lesson">${rich('example.returned-pointer.lesson')}</p><h4 class="legend-title">${escape(t('legend.title'))}</h4><ul class="legend">${legend()}</ul></div>`);
  const page = `<header class="top shell"><p class="brand">${logo}<span>${escape(t('app.name'))}</span>${inEach(() => `<small>${escape(t('app.tagline'))}</small>`, 'span')}</p></header>`
    + `<main class="shell"><div class="left"><div class="editor">${inEach((language) => program(texts[language], reports[language]))}</div>`
    + `<div class="status">${inEach(() => `<span>${escape(t('engine.loading'))}</span>`)}</div></div><div class="right"><section class="why">${welcome}</section></div></main>`;
  return { page, data: LANGUAGES.map((language) => `<script type="application/json" class="first-report" lang="${language}">${data(reports[language])}</script>`).join('') };
}
