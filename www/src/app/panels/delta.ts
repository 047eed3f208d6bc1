/** Before and after: what a pin, a rewrite, a switch or a trial changed, in sites and bytes; and the switches themselves. */
import { h, icon, plain } from '../../dom';
import { markOf } from '../../editor/targets';
import type { Function as Func, Offer, Report } from '../../engine/wire';
import { count, t } from '../../i18n';
import { shortReason } from '../../words';
import { totals, type SiteDelta, type Totals } from '../delta';
import type { Delta } from '../comparison';
import type { Session } from '../session';
import { QUESTIONS, probeOf, questionOf, sameChange } from '../whatif';

export function delta(session: Session, sideBySide: () => void): Node[] {
  const found = session.delta;
  session.needOffers();
  return [
    questions(session),
    found ? comparison(session, found, sideBySide) : h('p', { class: 'hint' }, t('delta.empty')),
  ];
}

function questions(session: Session): HTMLElement {
  const button = (name: string, pressed: boolean | null, hint: string, run: () => void): HTMLElement =>
    h('button', { type: 'button', class: 'chip', 'aria-pressed': pressed === null ? null : String(pressed), title: hint, on: { click: run } }, name);
  return h('section', { class: 'questions' },
    h('h3', {}, t('delta.questions')),
    h('div', { class: 'chips' },
      button(t('inline.switch'), session.inline, plain('inline.hint'), () => session.setInline(!session.inline)),
      ...QUESTIONS.map((question) => button(t(`probe.${question}`), tried(session, questionOf(question)), t(`probe.${question}.hint`), () => toggle(session, questionOf(question))))),
    here(session, button),
    h('div', { class: 'pin-row' },
      h('button', { type: 'button', class: 'quiet bordered', 'data-needs-current': true, 'aria-disabled': String(!session.current), on: { click: () => session.pin() } }, icon('pin'), h('span', {}, t('delta.pin'))),
      session.delta ? h('button', { type: 'button', class: 'quiet', on: { click: () => session.unpin() } }, t('delta.unpin')) : null));
}

const tried = (session: Session, change: Offer['change']): boolean => session.probe !== null && sameChange(session.probe.change, change);

function toggle(session: Session, change: Offer['change']): void {
  if (tried(session, change)) session.unpin(); else void session.tryOut(change);
}

type Button = (name: string, pressed: boolean | null, hint: string, run: () => void) => HTMLElement;

/** What can be tried at the chosen place. */
function here(session: Session, button: Button): HTMLElement | null {
  if (session.chosen?.kind !== 'site') return h('p', { class: 'hint' }, t('delta.here.choose'));
  if (session.offers.length === 0) return null;
  return h('div', { class: 'chips', role: 'group', 'aria-label': t('delta.here') }, ...session.offers.map((offer) => {
    const probe = probeOf(offer.change)! as 'size' | 'concrete' | 'noInline' | 'inlinable';
    return button(t(`probe.${probe}`, offer.params), tried(session, offer.change), t(`probe.${probe}.hint`, offer.params), () => toggle(session, offer.change));
  }));
}

function comparison(session: Session, found: Delta, sideBySide: () => void): HTMLElement {
  return h('section', { class: 'comparison' },
    h('h3', {}, t(`delta.title.${found.kind}`)),
    table(found),
    found.kind === 'inline' ? h('p', { class: 'hint' }, t('delta.hint.inline')) : null,
    found.changes.length === 0
      ? h('p', { class: 'hint' }, t('delta.same'))
      : h('ul', { class: 'changes', 'aria-label': t('delta.changes') }, ...found.changes.map((c) => change(session, found, c))),
    functions(found),
    h('button', { type: 'button', class: 'quiet bordered', on: { click: sideBySide } }, t('delta.side')));
}

/** Functions of which a change that was tried altered the cost of inlining, or whether there is any. */
function functions({ before, tried: difference }: Delta): HTMLElement | null {
  const inlining = (f: Func): string => (f.canInline === null ? t('delta.function.unknown') : f.canInline ? t('delta.function.can', { cost: f.cost ?? 0 }) : t('delta.function.cannot'));
  const rows = (difference?.functions ?? []).flatMap((c) => {
    if (!c.inlining || c.before === null || c.after === null) return [];
    const old = before.report.functions[c.before]!;
    const now = difference!.after.functions[c.after]!;
    return inlining(old) === inlining(now) ? [] : [h('li', {}, h('code', {}, old.name), ' ', inlining(old), ' → ', inlining(now))];
  });
  return rows.length === 0 ? null : h('div', { class: 'hint' }, t('delta.functions'), h('ul', { class: 'changed-functions' }, ...rows));
}

function table({ kind, before, after }: Delta): HTMLElement {
  const a = totals(before.report, before.text);
  const b = totals(after.report, after.text);
  const names = t(`delta.before.${kind}`);
  const row = (label: string, key: Row, good: 1 | -1): HTMLElement => {
    const by = b[key] - a[key];
    const side = by === 0 ? '' : Math.sign(by) === good ? ' better' : ' worse';
    return h('tr', {}, h('th', { scope: 'row' }, label), h('td', {}, value(a, key)), h('td', {}, value(b, key)),
      h('td', { class: `by${side}` }, by === 0 ? '±0' : `${by > 0 ? '+' : '−'}${t('delta.number', { n: Math.abs(by) })}`));
  };
  return h('table', { class: 'totals' },
    h('thead', {}, h('tr', {}, h('td', {}), h('th', { scope: 'col' }, names), h('th', { scope: 'col' }, t(`delta.after.${kind}`)), h('th', { scope: 'col' }, t('delta.by')))),
    h('tbody', {}, row(t('delta.heap'), 'heap', -1), row(t('delta.bytes'), 'bytes', -1), row(t('delta.stack'), 'stack', 1), a.pooled + b.pooled > 0 ? row(t('delta.pooled'), 'pooled', 1) : null));
}

type Row = 'heap' | 'bytes' | 'stack' | 'pooled';

const value = (all: Totals, key: Row): string =>
  t('delta.number', { n: all[key] }) + (key === 'bytes' && all.unknown > 0 ? ` ${count('delta.unknown', all.unknown)}` : '');

function change(session: Session, { before, after }: Delta, c: SiteDelta): HTMLElement {
  const side = (report: Report, index: number | null): HTMLElement | null => {
    if (index === null) return null;
    const mark = markOf(report, { kind: 'site', index });
    return h('span', { class: `change-side mark-${mark}` }, icon(mark), h('span', { lang: 'en' }, t(`verdict.${mark}`)));
  };
  const shown = c.after === null ? before.report.sites[c.before!]! : after.report.sites[c.after]!;
  const here = session.probe ? c.before : c.after;
  const inner = [
    h('code', {}, shown.name), h('span', { class: 'change-kind' }, t(`delta.kind.${c.kind}`)),
    h('span', { class: 'change-way' }, side(before.report, c.before), h('span', { 'aria-hidden': 'true' }, '→'), side(after.report, c.after) ?? h('span', {}, t('delta.nothing'))),
    h('span', { class: 'site-reason' }, shortReason(shown)),
    h('span', { class: 'site-line' }, t('why.line', { line: shown.span.line })),
  ];
  if (here === null) return h('li', {}, h('span', { class: 'change' }, ...inner));
  return h('li', {}, h('button', {
    type: 'button', class: 'change',
    on: { click: () => { session.editor.reveal(session.report!.sites[here]!.span); session.choose({ kind: 'site', index: here }, 'list'); } },
  }, ...inner));
}
