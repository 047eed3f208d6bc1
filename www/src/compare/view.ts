/** A comparison, drawn: the sum, what differs, and what agrees. */
import { h, icon } from '../dom';
import { count, t } from '../i18n';
import type { Compared } from './parse';

const LIMIT = 400;

export type Reveal = (line: number, col: number) => void;

export type Titles = { readonly theirs: string; readonly ours: string };

function place(line: number, col: number, reveal: Reveal): HTMLElement {
  return h('button', { type: 'button', class: 'place', title: t('why.goto'), on: { click: () => reveal(line, col) } }, t('why.line', { line }));
}

const said = (who: string, text: string, kind: string): HTMLElement =>
  h('div', { class: `said said-${kind}` }, h('span', {}, who), h('code', { lang: 'en', translate: 'no' }, text));

function difference(c: Compared, titles: Titles, reveal: Reveal): HTMLElement {
  const lines = c.kind === 'differs'
    ? [said(titles.theirs, c.theirs, 'theirs'), said(titles.ours, c.ours, 'ours')]
    : c.kind === 'same' ? [] : [said(c.kind === 'theirs' ? t('compare.only', { who: titles.theirs }) : t('compare.only', { who: titles.ours }), c.text, c.kind)];
  return h('li', { class: `compared compared-${c.kind}` }, icon('close'), h('div', {}, ...lines), place(c.line, c.col, reveal));
}

/** The whole result. */
export function comparison(list: readonly Compared[], titles: Titles, reveal: Reveal): HTMLElement[] {
  const same = list.filter((c) => c.kind === 'same');
  const other = list.filter((c) => c.kind !== 'same');
  const head = other.length === 0
    ? h('p', { class: 'agree agree-all', role: 'status' }, icon('check'), list.length === 0 ? t('compare.nothing') : count('compare.all', same.length))
    : h('p', { class: 'agree', role: 'status' }, icon('problem'), t('compare.some', { same: same.length, all: list.length }));
  return [
    head,
    ...(other.length > 0 ? [h('ol', { class: 'differences', 'aria-label': t('compare.differences') }, ...other.slice(0, LIMIT).map((c) => difference(c, titles, reveal)))] : []),
    ...(other.length > LIMIT ? [h('p', { class: 'hint' }, t('list.more', { n: other.length - LIMIT }))] : []),
    ...(same.length > 0 ? [h('details', { class: 'tool-more' }, h('summary', {}, count('compare.agreeing', same.length)),
      h('ol', { class: 'agreeing' }, ...same.slice(0, LIMIT).map((c) => h('li', {}, icon('check'), h('code', { lang: 'en', translate: 'no' }, `${c.line}:${c.col}: ${c.text}`)))))] : []),
  ];
}

/** A report about what differs, in Markdown, with all that one needs to see it again. */
export function differenceReport(list: readonly Compared[], program: string, command: string, version: string): string {
  const lines = list.flatMap((c) => (c.kind === 'same' ? [] : c.kind === 'differs'
    ? [`- ${c.line}:${c.col}: compiler: \`${c.theirs}\`, goescape: \`${c.ours}\``]
    : [`- ${c.line}:${c.col}: only ${c.kind === 'theirs' ? 'the compiler' : 'goescape'}: \`${c.text}\``]));
  const fence = program.includes('```') ? '````' : '```';
  return `goescape and the Go compiler (${version}) differ.\n\nCommand: \`${command}\`\n\n${lines.join('\n')}\n\n${fence}go\n${program.trimEnd()}\n${fence}\n`;
}
