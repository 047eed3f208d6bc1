/** Before and after: what a pin, a rewrite, a switch or a trial changed, in sites and bytes; and the switches themselves. */
import { h, icon, plain } from '../../dom';
import { markOf } from '../../editor/targets';
import type { Report } from '../../engine/wire';
import { count, t } from '../../i18n';
import { shortReason } from '../../words';
import { totals, type SiteDelta, type Totals } from '../delta';
import type { Delta } from '../comparison';
import type { Session } from '../session';
import { PROBES } from '../whatif';

export function delta(session: Session, sideBySide: () => void): Node[] {
  const found = session.delta;
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
      ...PROBES.map((probe) => button(t(`probe.${probe}`), session.probe?.probe === probe, t(`probe.${probe}.hint`), () => {
        if (session.probe?.probe === probe) session.unpin(); else void session.tryOut(probe);
      }))),
    h('div', { class: 'pin-row' },
      h('button', { type: 'button', class: 'quiet bordered', 'data-needs-current': true, 'aria-disabled': String(!session.current), on: { click: () => session.pin() } }, icon('pin'), h('span', {}, t('delta.pin'))),
      session.delta ? h('button', { type: 'button', class: 'quiet', on: { click: () => session.unpin() } }, t('delta.unpin')) : null));
}

function comparison(session: Session, found: Delta, sideBySide: () => void): HTMLElement {
  return h('section', { class: 'comparison' },
    h('h3', {}, t(`delta.title.${found.kind}`)),
    table(found),
    found.kind === 'inline' ? h('p', { class: 'hint' }, t('delta.hint.inline')) : null,
    found.changes.length === 0
      ? h('p', { class: 'hint' }, t('delta.same'))
      : h('ul', { class: 'changes', 'aria-label': t('delta.changes') }, ...found.changes.map((c) => change(session, found, c))),
    h('button', { type: 'button', class: 'quiet bordered', on: { click: sideBySide } }, t('delta.side')));
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
