/** The page on paper: the whole program with shapes and numbers instead of colours, and what they mean as footnotes. */
import { h } from '../dom';
import { targetSpan, targetsOf } from '../editor/targets';
import { t } from '../i18n';
import { headline, position, shortReason } from '../words';
import type { Session } from './session';
import { codeLines, lineShapes, targetsByLine } from './static';

function paper(session: Session): HTMLElement {
  const { report } = session;
  const text = report ? session.reportText : session.editor.text;
  const lines = codeLines(text);
  const targets = report ? targetsByLine(text, report) : new Map<number, never[]>();
  const notes = report ? targetsOf(report, 0) : [];
  const number = new Map(notes.map((target, i) => [target, i + 1]));
  return h('section', { class: 'paper', 'aria-hidden': 'true' },
    h('table', { class: 'side' }, h('tbody', {}, ...lines.map((code, i) => {
      const here = targets.get(i + 1) ?? [];
      return h('tr', {}, h('td', { class: 'side-number' }, String(i + 1)), h('td', { class: 'side-shapes' }, report ? lineShapes(report, here) : ''),
        h('td', { class: 'side-code' }, code, ...here.map((target) => h('sup', {}, ` ${number.get(target)}`))));
    }))),
    report ? h('ol', { class: 'footnotes' }, ...notes.map((target) => h('li', {}, h('code', {}, `${position(report, targetSpan(report, target)!)}: ${headline(report, target)}`),
      target.kind === 'site' ? ` · ${shortReason(report.sites[target.index]!)}` : ''))) : '',
    h('p', { class: 'hint' }, report ? `${t('app.name')} · ${t('status.target', { go: report.goVersion, target: report.target })} · ${t(session.inline ? 'print.inline' : 'print.noInline')}` : t('app.name')));
}

/** Puts the paper version into the page while it is printed. */
export function printing(session: Session): void {
  let shown: HTMLElement | null = null;
  addEventListener('beforeprint', () => {
    shown?.remove();
    shown = paper(session);
    document.body.append(shown);
  });
  addEventListener('afterprint', () => { shown?.remove(); shown = null; });
}
