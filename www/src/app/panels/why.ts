/** Why: the explanation of the chosen target; without one, the lesson, the counts and the legend. */
import { h, icon, rich } from '../../dom';
import { card } from '../../editor/card';
import { sameTarget, targetSpan, targetsOf, type Target } from '../../editor/targets';
import type { Span, Suggestion } from '../../engine/wire';
import { docsPage, t } from '../../i18n';
import { refusalParams, suggestionTitle } from '../../words';
import { exampleOf } from '../examples';
import { LEGEND } from '../logo';
import type { Session } from '../session';

/** What the panel leads to. */
export type WhyActions = {
  readonly showSuggestion: (suggestion: Suggestion) => void;
  /** The sheet's button. */
  readonly close: () => void;
  readonly predict: () => void;
};

/** What the panel shows now. */
export function why(session: Session, actions: WhyActions): Node[] {
  const { report, chosen } = session;
  const title = h('h2', { class: 'sr' }, t('panel.why'));
  if (!report || !chosen) return [title, welcome(session, actions.predict)];
  return [title, toolbar(session, actions.close), ...together(session).flatMap((target, i) => [
    ...(i === 1 ? [h('p', { class: 'also' }, t('why.also'))] : []),
    explained(session, target, actions.showSuggestion),
  ])];
}

/** The chosen target first, then the others at the same place: one place can have several verdicts. */
function together(session: Session): Target[] {
  const report = session.report!;
  const chosen = session.chosen!;
  const here = targetSpan(report, chosen)!;
  const others = targetsOf(report, 0).filter((x) => {
    const span = targetSpan(report, x)!;
    return !sameTarget(x, chosen) && span.from === here.from && span.to === here.to;
  });
  return [chosen, ...others];
}

function toolbar(session: Session, close: () => void): HTMLElement {
  const button = (shape: 'up' | 'down' | 'close', label: string, run: () => void, className = '') =>
    h('button', { type: 'button', class: `icon-button ${className}`, 'aria-label': label, title: label, on: { click: run } }, icon(shape));
  return h('div', { class: 'why-tools' },
    button('up', t('why.prev'), () => session.editor.next(-1)),
    button('down', t('why.next'), () => session.editor.next(1)),
    button('close', t('why.close'), close));
}

function explained(session: Session, target: Target, showSuggestion: (suggestion: Suggestion) => void): HTMLElement {
  const report = session.report!;
  const goto = (span: Span): void => session.editor.goto(span);
  const el = card(report, target, sameTarget(target, session.chosen) ? { goto, step: (n) => session.goToStep(n), at: session.step } : { goto });
  if (target.kind !== 'site') return el;
  const suggestion = report.suggestions.find((s) => s.sites.includes(target.index));
  if (suggestion) {
    el.append(h('p', { class: 'card-advice' }, rich('why.suggestion'), ' ',
      h('button', { type: 'button', class: 'link', on: { click: () => showSuggestion(suggestion) } }, suggestionTitle(suggestion))));
  }
  for (const refusal of report.refusals.filter((r) => r.site === target.index)) {
    el.append(h('p', { class: 'card-advice' }, h('strong', {}, rich(`suggestion.kind.${refusal.suggestion}`)), ' · ', rich(`refusal.${refusal.code}`, refusalParams(report, refusal))));
  }
  return el;
}

function welcome(session: Session, predict: () => void): HTMLElement {
  const example = exampleOf(session.editor.text);
  return h('div', { class: 'welcome' },
    h('h3', {}, t(example ? 'lesson.title' : 'why.empty.title')),
    h('p', { class: 'lesson' }, example ? rich(example.lesson) : rich('why.empty.text')),
    h('h4', { class: 'legend-title' }, t('legend.title')),
    h('ul', { class: 'legend' }, ...LEGEND.map((mark) => h('li', { class: `mark-${mark}` }, icon(mark),
      h('span', {}, h('b', { lang: mark === 'notAnalysed' ? null : 'en' }, t(`verdict.${mark}`)), ' ', rich(`legend.${mark}`))))),
    h('p', {}, h('button', { type: 'button', class: 'link predict-button', on: { click: predict } }, t('legend.predict'))),
    h('p', { class: 'hint' }, t('legend.hint'), t('text.join'), h('a', { href: docsPage('guide'), target: '_blank', rel: 'noopener' }, t('docs.guide'))));
}
