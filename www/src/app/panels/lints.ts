/** Mistakes with pools that are in the program already, before the rewrites; advice that would change nothing, behind them. */
import { h, plain, rich } from '../../dom';
import { placeButton } from '../../editor/card';
import type { Lint, Note } from '../../engine/wire';
import { docsPage, t } from '../../i18n';
import type { Session } from '../session';

export const lints = (session: Session, list: readonly Lint[]): HTMLElement[] => list.map((lint, i) => lintCard(session, lint, `lint-${i}`));

function lintCard(session: Session, lint: Lint, id: string): HTMLElement {
  const goto = { goto: session.gotoAdvised.bind(session) };
  const title = plain(`lint.${lint.code}`, lint.params);
  return h('article', { class: `suggestion lint lint-${lint.severity}`, 'aria-labelledby': id },
    h('header', {},
      h('h3', { id }, rich(`lint.${lint.code}`, lint.params)),
      h('span', { class: `confidence severity-${lint.severity}` }, `${t(`severity.${lint.severity}`)} ${lint.rule}`),
      placeButton(lint.span, goto)),
    h('p', {}, rich(`lint.${lint.code}.text`, lint.params), t('text.join'), h('a', { href: docsPage(`lint/${lint.code}`), target: '_blank', rel: 'noopener' }, t('docs.more'))),
    lint.related ? h('p', { class: 'related' }, `${t('lints.related')} `, placeButton(lint.related, goto)) : null,
    lint.edits.length > 0 ? h('div', { class: 'suggestion-apply' },
      h('button', { type: 'button', class: 'quiet bordered', 'data-needs-advice': true, 'aria-disabled': String(!session.advisedNow), 'aria-label': t('lints.fix.label', { title }), on: { click: () => session.mend(lint.edits, title) } }, t('lints.fix'))) : null);
}

export function notes(session: Session, list: readonly Note[]): HTMLElement {
  const goto = { goto: session.gotoAdvised.bind(session) };
  return h('section', { class: 'refusals notes' }, h('h3', {}, t('notes.title')),
    ...limited(list, (note) => h('li', {}, rich(`note.${note.code}`, note.params), ' ', placeButton(note.span, goto))));
}

/** Most lines of a list that are shown; how many more there are stands below. */
const LIMIT = 100;

/** A list, and what is left of it in words. */
export function limited<T>(list: readonly T[], line: (x: T) => HTMLElement): HTMLElement[] {
  const left = list.length - LIMIT;
  return [h('ul', {}, ...list.slice(0, LIMIT).map(line)), ...(left > 0 ? [h('p', { class: 'hint' }, t('list.more', { n: left }))] : [])];
}
