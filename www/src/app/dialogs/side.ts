/** Two versions side by side: lines that differ stand beside each other, each with its marks. */
import { h } from '../../dom';
import { t } from '../../i18n';
import { openDialog } from '../dialog';
import { compare } from '../diff';
import type { Delta, Version } from '../comparison';
import { codeLines, lineShapes, targetsByLine } from '../static';

/** One line on each side; a number is a line from 1. */
type Row = { readonly before: number | null; readonly after: number | null; readonly same: boolean };

/** The lines of both texts beside each other: removed and added ones pair up in their order. */
export function rows(before: string, after: string): Row[] {
  const out: Row[] = [];
  let line = 0;
  let removed: number[] = [];
  let added: number[] = [];
  const flush = (): void => {
    for (let i = 0; i < Math.max(removed.length, added.length); i++) out.push({ before: removed[i] ?? null, after: added[i] ?? null, same: false });
    removed = [];
    added = [];
  };
  for (const row of compare(before.split('\n'), after.split('\n'))) {
    if (row.kind === 'removed') removed.push(row.line);
    else if (row.kind === 'added') { line++; added.push(line); }
    else {
      flush();
      line++;
      out.push({ before: row.line, after: line, same: true });
    }
  }
  flush();
  return out;
}

function side({ text, report }: Version): (line: number | null, changed: boolean, kind: 'removed' | 'added') => HTMLElement[] {
  const lines = codeLines(text);
  const targets = targetsByLine(text, report);
  return (line, changed, kind) => [
    h('td', { class: 'side-number' }, line === null ? '' : String(line)),
    h('td', { class: 'side-shapes' }, line === null ? '' : lineShapes(report, targets.get(line) ?? [])),
    h('td', { class: `side-code${changed && line !== null ? ` diff-${kind}` : ''}`, translate: 'no' }, line === null ? '' : lines[line - 1] ?? ''),
  ];
}

export function openSideBySide({ kind, before, after }: Delta): void {
  const left = side(before);
  const right = side(after);
  const table = h('table', { class: 'side' },
    h('thead', {}, h('tr', {}, h('th', { colspan: '3', scope: 'col' }, t(`delta.before.${kind}`)), h('th', { colspan: '3', scope: 'col' }, t(`delta.after.${kind}`)))),
    h('tbody', {}, ...rows(before.text, after.text).map((row) => h('tr', {}, ...left(row.before, !row.same, 'removed'), ...right(row.after, !row.same, 'added')))));
  openDialog('side', t(`delta.title.${kind}`), h('div', { class: 'side-scroll', tabindex: '0', role: 'region', 'aria-label': t(`delta.title.${kind}`) }, table));
}
