/** All sites: the list that stands beside the marks for whoever uses the keyboard or a screen reader, or wants to search. */
import { h, icon, patchChildren } from '../../dom';
import { STRENGTH, markOf, sameTarget, targetSpan, targetsOf, type Mark, type Target } from '../../editor/targets';
import { count, t } from '../../i18n';
import type { Report } from '../../engine/wire';
import { notAnalysedText, shortReason } from '../../words';
import type { Session } from '../session';

type Row = { readonly target: Target; readonly mark: Mark; readonly name: string; readonly where: string; readonly reason: string; readonly line: number; readonly heat: number; readonly amount: string };

function row(session: Session, report: Report, target: Target): Row {
  const span = targetSpan(report, target)!;
  const mark = markOf(report, target);
  if (target.kind === 'function') {
    const f = report.functions[target.index]!;
    return { target, mark, name: f.name, where: '', reason: notAnalysedText(f.notAnalysed!), line: span.line, heat: 0, amount: '' };
  }
  const site = report.sites[target.index]!;
  const where = site.function === null ? t('sites.package') : (report.functions[site.function]?.name ?? '');
  return { target, mark, name: site.name, where, reason: shortReason(site), line: span.line, heat: session.heat?.of(target.index) ?? 0, amount: session.heat?.text(target.index) ?? '' };
}

/** Most rows that are shown at once: the filter finds the others. */
const LIMIT = 500;

/** The panel keeps its filter, so it is an object with an element of its own. */
export class SitesPanel {
  readonly element: HTMLElement;
  readonly #session: Session;
  readonly #list = h('ul', { class: 'sites', role: 'list' });
  readonly #chips = h('div', { class: 'chips', role: 'group' });
  readonly #search: HTMLInputElement;
  readonly #count = h('p', { class: 'sites-count', role: 'status' });
  readonly #more = h('p', { class: 'hint' });
  readonly #order = h('div', { class: 'sites-order', hidden: true });
  #hidden = new Set<Mark>();
  #byHeat = true;
  #shown = '';

  constructor(session: Session) {
    this.#session = session;
    this.#search = h('input', { type: 'search', class: 'filter', on: { input: () => this.render() } });
    this.element = h('div', { class: 'sites-panel' }, h('div', { class: 'sites-tools' }, this.#search, this.#chips, this.#order), this.#count, this.#list, this.#more);
    this.#list.addEventListener('keydown', (event) => this.#arrow(event));
  }

  render(): void {
    const { report } = this.#session;
    this.#search.placeholder = t('sites.filter');
    this.#search.setAttribute('aria-label', t('sites.filter'));
    this.#list.setAttribute('aria-label', t('sites.list'));
    const rows = report ? targetsOf(report, 0).map((target) => row(this.#session, report, target)) : [];
    this.#renderOrder();
    if (this.#session.heat && this.#byHeat) rows.sort((a, b) => b.heat - a.heat);
    this.#renderChips(rows);
    const words = this.#search.value.trim().toLowerCase();
    const shown = rows.filter((r) => !this.#hidden.has(r.mark) && (words === '' || `${r.name} ${r.where} ${r.reason} ${t(`verdict.${r.mark}`)}`.toLowerCase().includes(words)));
    this.#count.textContent = shown.length > 0 ? count('sites.count', shown.length) : t(rows.length > 0 ? 'sites.none' : 'sites.empty');
    this.#renderRows(shown.slice(0, LIMIT));
    this.#more.textContent = shown.length > LIMIT ? t('list.more', { n: shown.length - LIMIT }) : '';
  }

  /** With a profile the list can go by what was measured. */
  #renderOrder(): void {
    this.#order.hidden = this.#session.heat === null;
    if (this.#order.hidden) return;
    const button = (byHeat: boolean, text: string): HTMLElement => h('button', {
      type: 'button', 'aria-pressed': String(this.#byHeat === byHeat), on: { click: () => { this.#byHeat = byHeat; this.render(); } },
    }, text);
    patchChildren(this.#order, [h('span', {}, t('sites.order')), h('div', { class: 'segments' }, button(true, t('sites.order.profile')), button(false, t('sites.order.place')))]);
  }

  #renderChips(rows: readonly Row[]): void {
    this.#chips.setAttribute('aria-label', t('sites.filter.verdicts'));
    const present = STRENGTH.filter((mark) => rows.some((r) => r.mark === mark));
    patchChildren(this.#chips, present.map((mark) => h('button', {
      type: 'button', class: `chip mark-${mark}`, 'data-chip': mark, 'aria-pressed': String(!this.#hidden.has(mark)),
      on: { click: () => { if (!this.#hidden.delete(mark)) this.#hidden.add(mark); this.render(); } },
    }, icon(mark), h('span', { lang: mark === 'notAnalysed' ? null : 'en' }, t(`verdict.${mark}`)), ' ', h('small', {}, String(rows.filter((r) => r.mark === mark).length)))));
  }

  /** Rows are made anew only when they differ: most keystrokes change none but their line. */
  #renderRows(rows: readonly Row[]): void {
    const { chosen } = this.#session;
    const key = JSON.stringify([rows, chosen]);
    if (key === this.#shown) return;
    this.#shown = key;
    const inside = this.#list.contains(document.activeElement);
    const at = inside ? [...this.#list.querySelectorAll('button')].indexOf(document.activeElement as HTMLButtonElement) : -1;
    const current = Math.max(0, rows.findIndex((r) => sameTarget(r.target, chosen)));
    patchChildren(this.#list, rows.map((r, i) => h('li', {}, h('button', {
      type: 'button', class: `site mark-${r.mark}`, tabindex: i === (at >= 0 ? Math.min(at, rows.length - 1) : current) ? '0' : '-1', 'aria-current': sameTarget(r.target, chosen) ? 'true' : null,
      on: { click: () => this.#open(r.target) },
    }, icon(r.mark), h('code', {}, r.name), h('span', { class: 'sr' }, ` ${t(`verdict.${r.mark}`)} `), h('span', { class: 'site-reason' }, r.reason), ' ',
    h('span', { class: 'site-where' }, r.where), ' ', h('span', { class: 'site-line' }, r.amount ? h('b', {}, r.amount, ' · ') : null, t('why.line', { line: r.line }))))));
    if (at >= 0) this.#list.querySelectorAll('button')[Math.min(at, rows.length - 1)]?.focus();
  }

  #open(target: Target): void {
    const { report, editor } = this.#session;
    const span = report && targetSpan(report, target);
    if (!span) return;
    editor.reveal(span);
    this.#session.choose(target, 'list');
  }

  #arrow(event: KeyboardEvent): void {
    const buttons = [...this.#list.querySelectorAll('button')];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (to === undefined || at < 0) return;
    event.preventDefault();
    const next = buttons[Math.min(Math.max(to, 0), buttons.length - 1)]!;
    buttons[at]!.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  }
}
