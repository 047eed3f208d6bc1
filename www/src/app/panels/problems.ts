/** Errors, in the compiler's words; for an import that is not there, the packages there are. */
import { h, icon, rich } from '../../dom';
import type { Problem } from '../../engine/wire';
import { t } from '../../i18n';
import { position } from '../../words';
import type { Session } from '../session';

export function problems(session: Session): Node[] {
  const { report } = session;
  if (!report || report.problems.length === 0) return [h('p', { class: 'empty' }, t(report ? 'problems.empty' : 'sites.empty'))];
  return [h('ul', { class: 'problems', 'aria-label': t('problems.list') }, ...report.problems.map((p) => item(session, p)))];
}

function item(session: Session, problem: Problem): HTMLElement {
  const { report, editor } = session;
  const { span } = problem;
  const line = span
    ? h('button', { type: 'button', class: 'problem', on: { click: () => editor.goto(span) } },
      icon('problem'), h('span', {}, h('code', { lang: 'en' }, `${position(report!, span)}: ${problem.text}`)), h('small', {}, t(`problems.kind.${problem.kind}`)))
    : h('span', { class: 'problem' }, icon('problem'), h('code', { lang: 'en' }, problem.text), h('small', {}, t(`problems.kind.${problem.kind}`)));
  return h('li', {}, line, problem.fixes.length > 0 ? fixes(session, problem) : null, problem.kind === 'import' ? packages(session, problem) : null);
}

function fixes(session: Session, problem: Problem): HTMLElement {
  return h('p', { class: 'fixes' }, ...session.fixes(problem).map(({ name, run }) =>
    h('button', { type: 'button', class: 'chip', 'data-needs-advice': true, 'aria-disabled': String(!session.advisedNow), on: { click: run } }, name)));
}

function packages(session: Session, problem: Problem): HTMLElement {
  const near = session.near(problem);
  const use = (path: string) => h('button', { type: 'button', class: 'chip', on: { click: () => session.editor.replace(problem.span!, `"${path}"`) } }, path);
  return h('div', { class: 'packages' },
    problem.path === null ? null : h('p', { class: 'hint' }, rich('problems.import', { path: problem.path })),
    near.length > 0 && problem.span ? h('p', {}, t('problems.did'), ' ', ...near.map(use)) : null,
    session.packages.length === 0 ? h('p', { class: 'hint' }, t('problems.packages.none')) : h('details', {},
      h('summary', {}, t('problems.packages'), ' ', h('small', {}, String(session.packages.length))),
      h('ul', { class: 'package-list', translate: 'no' }, ...session.packages.map((path) => h('li', {}, h('code', {}, path))))));
}
