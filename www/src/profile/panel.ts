/** The profile's panel: open one, choose what is counted, and the lines of the program that allocate, with their verdicts. */
import { h, icon, rich } from '../dom';
import { markOf, targetsOf, type Mark, type Target } from '../editor/targets';
import type { Session } from '../app/session';
import { count, isKey, t } from '../i18n';
import { shortReason } from '../words';
import { amount, percent } from './format';
import { samplingError, textLine, type LineHeat, type ProfileStore } from './store';

/** Commands that make a profile: of a benchmark, and of a service that runs. */
const COMMANDS = ['go test -bench=. -memprofilerate=1 -memprofile=mem.pprof', 'curl -o mem.pprof localhost:6060/debug/pprof/allocs'];

/** Most rows that are shown. */
const LIMIT = 200;

/** The name of a sample type: ours where it is one of Go's heap profile. */
export function typeName(type: string): string {
  const key = `profile.type.${type}`;
  return isKey(key) ? t(key) : type;
}

export type Actions = { readonly pick: () => void; readonly example: () => void };

export class ProfilePanel {
  readonly #session: Session;
  readonly #store: ProfileStore;
  readonly #actions: Actions;
  #removableFirst = true;

  constructor(session: Session, store: ProfileStore, actions: Actions) {
    this.#session = session;
    this.#store = store;
    this.#actions = actions;
  }

  /** Draws again; set by whoever shows the panel. */
  redraw: () => void = () => undefined;

  nodes(): Node[] {
    const { state } = this.#store;
    switch (state.phase) {
      case 'none': return this.#empty();
      case 'loading': return [h('p', { class: 'empty', role: 'status' }, t('profile.loading', { name: state.name, size: amount(state.bytes, 'bytes') }))];
      case 'broken': return [
        h('div', { class: 'tool-problem', role: 'alert' }, icon('problem'), h('p', {}, t('profile.broken', { name: state.name }), ' ', rich(`profile.broken.${state.code}`, { detail: state.detail }))),
        ...this.#empty()];
      case 'ready': return this.#ready(state.name);
    }
  }

  #buttons(): HTMLElement {
    return h('div', { class: 'tool-buttons' },
      h('button', { type: 'button', class: 'primary', on: { click: this.#actions.pick } }, t('profile.open')),
      h('button', { type: 'button', class: 'quiet bordered', on: { click: this.#actions.example } }, t('profile.example')));
  }

  #empty(): Node[] {
    return [h('div', { class: 'tool-intro' },
      h('h3', {}, t('profile.title')),
      h('p', {}, t('profile.intro')),
      this.#buttons(),
      h('p', { class: 'hint' }, t('profile.drop')),
      h('h4', {}, t('profile.make')),
      h('pre', { class: 'commands', lang: 'en', translate: 'no', tabindex: '0' }, COMMANDS.join('\n')),
      h('p', { class: 'hint' }, rich('profile.make.hint')))];
  }

  #ready(name: string): Node[] {
    const store = this.#store;
    const attribution = store.state.phase === 'ready' ? store.state.attribution : null;
    const head = h('div', { class: 'profile-head' },
      h('h3', {}, name),
      h('button', { type: 'button', class: 'quiet bordered', on: { click: this.#actions.pick } }, t('profile.another')),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': t('profile.close'), title: t('profile.close'), on: { click: () => store.close() } }, icon('close')));
    if (!attribution) return [head, this.#types(), h('p', { class: 'empty' }, t('profile.matching'))];
    if (attribution.package === null) return [head, this.#types(), h('p', { class: 'empty' }, t('profile.nothing'))];
    return [head, this.#types(), this.#summary(attribution.owned, attribution.totals, attribution.package), this.#list(), this.#elsewhere(), this.#limits()].filter((n): n is HTMLElement => n !== null);
  }

  #types(): HTMLElement {
    const store = this.#store;
    return h('div', { class: 'segments', role: 'radiogroup', 'aria-label': t('profile.types') }, ...store.types.map((type, i) => h('button', {
      type: 'button', role: 'radio', 'aria-checked': String(i === store.type), tabindex: i === store.type ? '0' : '-1', 'data-type': type.type, lang: typeName(type.type) === type.type ? 'en' : null,
      on: { click: () => store.choose(i), keydown: (event) => this.#arrow(event, i) },
    }, typeName(type.type))));
  }

  #arrow(event: KeyboardEvent, at: number): void {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const n = this.#store.types.length;
    const group = (event.currentTarget as HTMLElement).parentElement;
    this.#store.choose((at + by + n) % n);
    group?.querySelectorAll('button')[(at + by + n) % n]?.focus();
  }

  #summary(owned: readonly number[], totals: readonly number[], path: string): HTMLElement {
    const { type, unit } = this.#store;
    const [part, whole] = [owned[type] ?? 0, totals[type] ?? 0];
    return h('p', { class: 'profile-summary' }, t('profile.summary', { part: amount(part, unit), whole: amount(whole, unit), percent: percent(part, whole) }), ' ', h('span', { class: 'hint' }, rich('profile.package', { path })));
  }

  #list(): HTMLElement {
    const rows = this.#rows();
    const { type } = this.#store;
    const shown = rows.filter((r) => (r.heat.own[type] ?? 0) > 0);
    if (shown.length === 0) return h('p', { class: 'empty' }, t('profile.zero'));
    const most = Math.max(...shown.map((r) => r.heat.own[type]!));
    return h('section', {},
      h('div', { class: 'profile-order' },
        h('p', { class: 'sites-count' }, count('profile.lines', shown.length)),
        h('label', {}, h('input', { type: 'checkbox', checked: this.#removableFirst, on: { change: (event) => { this.#removableFirst = (event.target as HTMLInputElement).checked; this.redraw(); } } }), ' ', t('profile.order'))),
      h('ol', { class: 'hot' }, ...shown.slice(0, LIMIT).map((r) => this.#row(r, most))));
  }

  /** Lines with their sites; first those with a rewrite that removes the allocation, if that is wanted, then by amount. */
  #rows(): HotLine[] {
    const { report } = this.#session;
    const { type } = this.#store;
    const removable = new Set(report?.suggestions.flatMap((s) => s.sites) ?? []);
    const rows = [...this.#store.lines.values()].map((heat): HotLine => {
      const targets = report ? targetsOf(report, 0).filter((x) => x.kind === 'site' && this.#store.sites.has(x.index) && textLine(report, report.sites[x.index]!.span) === heat.line) : [];
      return { heat, targets, removable: targets.some((x) => removable.has(x.index)) };
    });
    const first = (r: HotLine): number => (this.#removableFirst && r.removable ? 1 : 0);
    return rows.sort((a, b) => first(b) - first(a) || (b.heat.own[type] ?? 0) - (a.heat.own[type] ?? 0) || a.heat.line - b.heat.line);
  }

  #row({ heat, targets, removable }: HotLine, most: number): HTMLElement {
    const { type, unit, bytesType, period } = this.#store;
    const report = this.#session.report!;
    const own = heat.own[type] ?? 0;
    const error = samplingError(heat.own[bytesType] ?? 0, period);
    const text = this.#session.reportText.split('\n')[heat.line - 1]?.trim() ?? '';
    const [row] = heat.rows;
    const via = row?.via;
    return h('li', {}, h('div', { class: 'hot-row' },
      h('button', { type: 'button', class: 'hot-main', on: { click: () => this.#open(heat, targets[0]) } },
        h('span', { class: 'hot-amount' }, amount(own, unit), error > 0.005 ? h('small', {}, ` ±${percent(Math.min(error, 1), 1)}`) : null),
        h('span', { class: 'hot-bar', 'aria-hidden': 'true' }, h('span', { class: `hot-fill hot-fill-${Math.max(1, Math.round((20 * own) / most))}` })),
        h('code', { class: 'hot-code' }, text),
        h('span', { class: 'hot-where' }, t('why.line', { line: heat.line }), ' · ', h('code', {}, row?.name ?? ''))),
      // Mostly all three are the same, and then one number says it.
      via || heat.flat[type] !== heat.cum[type]
        ? h('p', { class: 'hot-detail' },
          t('profile.flat', { value: amount(heat.flat[type] ?? 0, unit) }), ' · ', t('profile.cum', { value: amount(heat.cum[type] ?? 0, unit) }),
          via ? ' · ' : null, via ? rich('profile.via', { name: via }) : null)
        : null,
      targets.length > 0
        ? h('ul', { class: 'hot-sites' }, ...targets.map((x) => this.#site(x, targets.length)))
        : h('p', { class: 'hot-detail' }, t(via ? 'profile.inCallee' : 'profile.noSite')),
      removable ? h('p', { class: 'hot-advice' }, icon('check'), t('profile.removable')) : null,
      report.refusals.filter((r) => targets.some((x) => x.index === r.site)).length > 0 && !removable ? h('p', { class: 'hot-detail' }, t('profile.refused')) : null));
  }

  #site(target: Target, many: number): HTMLElement {
    const report = this.#session.report!;
    const site = report.sites[target.index]!;
    const mark: Mark = markOf(report, target);
    const heat = this.#store.sites.get(target.index)!;
    const tiny = site.size !== null && site.size < 16;
    return h('li', { class: `mark-${mark}` }, icon(mark), h('code', {}, site.name), ' ', h('span', {}, shortReason(site)),
      many > 1 ? h('span', { class: 'hint' }, ` · ${heat.shared ? t('profile.shared') : amount(heat.values[this.#store.type] ?? 0, this.#store.unit)}`) : null,
      tiny ? h('span', { class: 'hint' }, ` · ${t('profile.tiny')}`) : null);
  }

  #open(heat: LineHeat, target: Target | undefined): void {
    const { report, editor } = this.#session;
    if (target && report) {
      editor.reveal(report.sites[target.index]!.span);
      this.#session.choose(target, 'list');
      return;
    }
    const { view } = editor;
    if (heat.line > view.state.doc.lines) return;
    view.dispatch({ selection: { anchor: view.state.doc.line(heat.line).from }, scrollIntoView: true });
  }

  /** Lines of the profile that lie outside of their function as it is now: the program has changed since. */
  #elsewhere(): HTMLElement | null {
    const { state, type, unit } = this.#store;
    const rows = state.phase === 'ready' ? (state.attribution?.rows ?? []).filter((r) => r.line === null && (r.own[type] ?? 0) > 0) : [];
    if (rows.length === 0) return null;
    return h('details', { class: 'tool-more' }, h('summary', {}, count('profile.elsewhere', rows.length)),
      h('ul', {}, ...rows.slice(0, LIMIT).map((r) => h('li', {}, h('code', {}, `${r.name}:${r.fileLine}`), ' ', amount(r.own[type] ?? 0, unit)))));
  }

  #limits(): HTMLElement {
    const { period } = this.#store;
    return h('details', { class: 'tool-more' }, h('summary', {}, t('profile.limits')), h('ul', { class: 'bullets' },
      h('li', {}, period > 1 ? rich('profile.limit.sampled', { period: amount(period, 'bytes') }) : period === 1 ? rich('profile.limit.exact') : rich('profile.limit.unknown')),
      h('li', {}, rich('profile.limit.tiny')),
      h('li', {}, rich('profile.limit.line')),
      h('li', {}, rich('profile.limit.inuse'))));
  }
}

type HotLine = { readonly heat: LineHeat; readonly targets: readonly Target[]; readonly removable: boolean };
