/** What the compiler prints, line by line, and the command that prints it. */
import { h } from '../../dom';
import type { Report } from '../../engine/wire';
import { count, t } from '../../i18n';
import type { Session } from '../session';

/** Most lines that are shown; all of them are copied. */
const LIMIT = 1000;

/** The command that gives the same lines. */
export const command = (report: Report): string =>
  `go build -gcflags='-m${report.options.inline ? '' : ' -l'}' ${report.parts.length > 0 ? './...' : report.files.join(' ')}`;

export function output(session: Session): (Node | string)[] {
  const { report } = session;
  if (!report) return [h('p', { class: 'empty' }, t('sites.empty'))];
  const text = report.lines.map((l) => l.text).join('\n');
  const copied = h('span', { class: 'copied', role: 'status' });
  return [
    h('div', { class: 'output-tools' },
      h('p', {}, t('output.note'), ' ', h('code', { lang: 'en' }, command(report))),
      h('button', { type: 'button', class: 'quiet', on: { click: () => void navigator.clipboard.writeText(text).then(() => { copied.textContent = t('output.copied'); }, () => undefined) } }, t('output.copy')), copied),
    ...about(report),
    ...(report.lines.length === 0 ? [] : [list(session, report.lines.filter((l) => l.span))]),
    ...elsewhere(session, report.lines.filter((l) => !l.span)),
  ];
}

/** What has to be said before the lines, or in place of them. */
function about({ lines, problems }: Report): Node[] {
  if (problems.length > 0) return [h('p', { class: 'hint' }, t(lines.length > 0 ? 'output.errors.rest' : 'output.errors'))];
  return lines.length === 0 ? [h('p', { class: 'empty' }, t('output.empty'))] : [];
}

/** What the program causes in other files: instances of std's generic code, and code that the compiler makes. */
function elsewhere(session: Session, lines: Report['lines']): Node[] {
  if (lines.length === 0) return [];
  return [h('details', { class: 'elsewhere' }, h('summary', {}, count('output.elsewhere', lines.length)), h('p', { class: 'hint' }, t('output.elsewhere.note')), list(session, lines))];
}

function list(session: Session, lines: Report['lines']): Node {
  return h('div', {},
    h('ol', { class: 'output', 'aria-label': t('output.lines'), translate: 'no', lang: 'en' }, ...lines.slice(0, LIMIT).map((line) => h('li', {}, line.span
      ? h('button', { type: 'button', on: { click: () => open(session, line) } }, line.text)
      : h('span', {}, line.text)))),
    lines.length > LIMIT ? h('p', { class: 'hint' }, t('list.more', { n: lines.length - LIMIT })) : '');
}

function open(session: Session, line: Report['lines'][number]): void {
  session.editor.reveal(line.span!);
  if (line.site !== null) session.choose({ kind: 'site', index: line.site }, 'list');
}
