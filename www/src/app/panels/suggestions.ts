/** Suggestions: each rewrite as a difference, why it is safe, what it saves, and Apply. Then where none is offered, and why. */
import { h, icon, patchChildren, rich } from '../../dom';
import { placeButton } from '../../editor/card';
import type { Report, Suggestion, Together } from '../../engine/wire';
import { count, docsPage, language, t } from '../../i18n';
import { checkText, refusalParams, suggestionTitle } from '../../words';
import { measure } from '../../export/panel';
import { diff, type DiffLine } from '../diff';
import type { Session } from '../session';
import { limited, lints, notes } from './lints';

/**
 * Most cards that stand there before the reader asks for more: a long program has hundreds, every report makes them anew, and nobody reads them all.
 */
const FIRST = 12;
/** How many come when more are asked for. */
const MORE = 100;

/** The panel keeps how many cards are shown, so it is an object with an element of its own. */
export class SuggestionsPanel {
  readonly element = h('div', { class: 'panel', tabindex: '-1' });
  readonly #session: Session;
  readonly #openProblems: () => void;
  #shown = FIRST;
  /** What the cards are about, and their language. */
  #about: unknown[] = [];

  constructor(session: Session, openProblems: () => void) {
    this.#session = session;
    this.#openProblems = openProblems;
  }

  render(): void {
    const { advised, advising, report } = this.#session;
    // While newer advice is looked for, the cards stay as they are.
    const about = [advised, this.#shown, language(), advised ? null : report];
    if (advising && about.every((x, i) => x === this.#about[i])) return;
    this.#about = about;
    patchChildren(this.element, this.#nodes());
  }

  /** Scrolls to a suggestion's card and puts the focus on its heading. The panel has to be open. */
  reveal(suggestion: Suggestion): void {
    const report = this.#session.advised?.report;
    // It may be a copy that stands in a newer report.
    const index = (report && this.#session.report?.suggestions.indexOf(suggestion)) ?? -1;
    if (!report || index < 0) return;
    const lead = suggestion.alternativeTo ?? index;
    const at = this.#leads(report).findIndex(([i]) => i === lead);
    if (at >= this.#shown) {
      this.#shown = at + 1;
      this.render();
    }
    const heading = this.element.querySelector<HTMLElement>(`#suggestion-${index}`)!;
    heading.closest('details')?.setAttribute('open', '');
    heading.scrollIntoView({ block: 'center' });
    heading.focus({ preventScroll: true });
  }

  /** The suggestions that have cards of their own. What was measured comes before what is only known. */
  #leads(report: Report): [number, Suggestion][] {
    const heat = heatOf(this.#session);
    const measured = (s: Suggestion): number => (heat ? Math.max(0, ...s.sites.map((i) => heat.of(i))) : 0);
    return [...report.suggestions.entries()].filter(([, s]) => s.alternativeTo === null).sort(([, a], [, b]) => measured(b) - measured(a));
  }

  #nodes(): Node[] {
    const session = this.#session;
    const report = session.advised?.report;
    if (!report) return [h('p', { class: 'empty' }, t(session.advising || session.early ? 'suggestions.checking' : 'sites.empty'))];
    const leads = this.#leads(report);
    // What is wrong comes before what could be better.
    const out: Node[] = [...lints(session, report.lints)];
    if (report.together) out.push(applyAll(session, report.together));
    for (const [i, s] of leads.slice(0, this.#shown)) {
      const others = [...report.suggestions.entries()].filter(([, other]) => other.alternativeTo === i);
      out.push(suggestionCard(session, s, i, others.map(([j, other]) => suggestionCard(session, other, j, []))));
    }
    if (leads.length > this.#shown) out.push(this.#more(leads.length - this.#shown));
    if (out.length === 0) out.push(this.#nothing(report));
    if (report.refusals.length > 0) out.push(refusals(session, report));
    if (report.notes.length > 0) out.push(notes(session, report.notes));
    return out;
  }

  /** Why nothing is offered: what has errors is not analysed, else it is not proven. */
  #nothing({ problems }: Report): HTMLElement {
    if (problems.length === 0) return h('div', { class: 'empty' }, h('p', {}, t('suggestions.empty')), h('p', { class: 'hint' }, t('suggestions.empty.hint')));
    return h('div', { class: 'empty' }, h('p', {}, t('suggestions.errors'), ' ',
      h('button', { type: 'button', class: 'link', on: { click: this.#openProblems } }, t('suggestions.errors.show'))));
  }

  #more(left: number): HTMLElement {
    const show = (): void => {
      this.#shown += MORE;
      this.render();
    };
    return h('div', { class: 'suggestion-more' }, h('button', { type: 'button', class: 'quiet bordered', on: { click: show } }, t('suggestions.more', { n: left })));
  }
}

function applyAll(session: Session, together: Together): HTMLElement {
  return h('div', { class: 'suggestion-apply' },
    h('button', { type: 'button', class: 'quiet bordered', 'data-needs-advice': true, 'aria-disabled': String(!session.advisedNow), on: { click: () => session.applyAll(together) } }, t('suggestions.all', { n: together.suggestions.length })));
}

function suggestionCard(session: Session, s: Suggestion, index: number, others: readonly HTMLElement[]): HTMLElement {
  const title = suggestionTitle(s);
  const level = s.confidence.toLowerCase() as 'a' | 'b' | 'c';
  const id = `suggestion-${index}`;
  const goto = { goto: session.gotoAdvised.bind(session) };
  const open = s.checks.filter((c) => !c.passed);
  return h('article', { class: 'suggestion', 'aria-labelledby': id },
    h('header', {},
      h('h3', { id, tabindex: '-1' }, rich(`suggestion.${s.code}`, s.params), s.params['style'] === 'inPlace' ? t('suggestions.inPlace') : null),
      h('span', { class: `confidence confidence-${level}`, title: t(`confidence.${level}.hint`) }, t(`confidence.${level}`)),
      placeButton(s.span, goto)),
    h('p', {}, rich(`suggestion.${s.code}.text`, s.params), t('text.join'), h('a', { href: docsPage(`suggestion/${s.code}`), target: '_blank', rel: 'noopener' }, t('docs.more'))),
    saving(s),
    worth(s),
    measuredSaving(session, s),
    ...(s.edits.length === 0 ? [] : [
      difference(session.advised!.text, s),
      h('div', { class: 'suggestion-apply' },
        h('button', { type: 'button', class: 'primary', 'data-needs-advice': true, 'aria-disabled': String(!session.advisedNow), 'aria-label': t('suggestions.apply.label', { title }), on: { click: () => (open.every((c) => session.answered.has(answerKey(s, c))) ? session.apply(s) : session.say(t('suggestions.answer.first'))) } }, t('suggestions.apply'))),
      measure(session, s)]),
    checks(t('suggestions.why'), s.checks.filter((c) => c.passed), goto),
    open.length > 0 ? questions(session, s, open, goto) : null,
    s.caveats.length > 0 ? h('section', {}, h('h4', {}, t('suggestions.caveats')), h('ul', { class: 'caveats' }, ...s.caveats.map((c) => h('li', {}, rich(`caveat.${c.code}`, c.params))))) : null,
    others.length > 0 ? h('details', { class: 'other-ways' }, h('summary', {}, t('suggestions.other')), ...others) : null);
}

/** What a pool saves in time, and from which call rate that matters. */
function worth({ worth: w }: Suggestion): HTMLElement | null {
  if (!w) return null;
  const params = { idle: w.idleNs, loaded: w.loadedNs, calls: w.idleCalls ?? 0, loadedCalls: w.loadedCalls ?? 0 };
  const key = w.loadedCalls === null ? 'suggestions.worth.never' : w.idleCalls === null ? 'suggestions.worth.loaded' : 'suggestions.worth';
  return h('p', { class: 'hint' }, t(key, params));
}

function saving({ saving: s }: Suggestion): HTMLElement | null {
  const params = { before: s.objectsBefore, after: s.objectsAfter, bytesBefore: s.bytesBefore ?? 0, bytesAfter: s.bytesAfter ?? 0 };
  const known = s.bytesBefore !== null && s.bytesAfter !== null;
  // As many objects of sizes that only the run knows: what is saved is in the rewrite's text.
  if (!known && s.objectsBefore === s.objectsAfter) return null;
  return h('p', { class: 'saving' }, h('span', { class: 'sr' }, `${t('suggestions.saves')}: `), t(known ? 'suggestions.saving.both' : 'suggestions.saving.objects', params));
}

/** What a profile says is about the sites of the last report. */
const heatOf = ({ advised, report, heat }: Session): Session['heat'] => (advised?.report === report ? heat : null);

/** What the profile counted at the sites that go away. */
function measuredSaving(session: Session, s: Suggestion): HTMLElement | null {
  const heat = heatOf(session);
  const texts = heat ? s.sites.filter((i) => heat.of(i) > 0).map((i) => heat.text(i)) : [];
  return texts.length > 0 ? h('p', { class: 'measured' }, t('suggestions.measured', { amount: texts.join(' + ') })) : null;
}

function checks(title: string, list: Suggestion['checks'], goto: Parameters<typeof placeButton>[1]): HTMLElement {
  return h('section', {}, h('h4', {}, title), h('ul', { class: 'checks' }, ...list.map((c) =>
    h('li', { class: c.passed ? 'passed' : 'open' },
      icon(c.passed ? 'check' : 'question'),
      h('span', {}, h('span', { class: 'sr' }, `${t(c.passed ? 'suggestions.check.passed' : 'suggestions.check.open')}: `), rich(`check.${c.code}`, c.params),
        c.at ? ' ' : null, c.at ? placeButton(c.at, goto) : null)))));
}

/** What was answered is kept by what was asked, so that it holds when the text changes elsewhere. */
const answerKey = (s: Suggestion, c: Suggestion['checks'][number]): string => JSON.stringify([s.code, s.params, c.code, c.params]);

/** Questions that only the reader can answer: Apply waits for all of them. */
function questions(session: Session, s: Suggestion, open: Suggestion['checks'], goto: Parameters<typeof placeButton>[1]): HTMLElement {
  return h('section', {}, h('h4', {}, t('suggestions.questions')), h('ul', { class: 'checks' }, ...open.map((c) => {
    const key = answerKey(s, c);
    const answer = (e: Event): void => {
      if (!session.answered.delete(key)) session.answered.add(key);
      (e.currentTarget as HTMLElement).setAttribute('aria-pressed', String(session.answered.has(key)));
    };
    return h('li', { class: 'open' }, icon('question'),
      h('span', {}, h('span', { class: 'sr' }, `${t('suggestions.check.open')}: `), rich(`check.${c.code}`, c.params),
        c.at ? ' ' : null, c.at ? placeButton(c.at, goto) : null,
        s.edits.length > 0 ? h('button', { type: 'button', class: 'quiet bordered answer', 'aria-pressed': String(session.answered.has(key)), on: { click: answer } }, t('suggestions.answer')) : null));
  })));
}

/** Each check as one line of plain text; for copying. */
export const checkLines = (s: Suggestion): string[] => s.checks.map((c) => `${c.passed ? '[x]' : '[ ]'} ${checkText(c)}`);

function difference(text: string, s: Suggestion): HTMLElement {
  const rows = diff(text, s.edits.filter((e) => e.file === 0)).map(diffRow);
  return h('div', { class: 'diff', role: 'region', tabindex: '0', 'aria-label': t('suggestions.diff') },
    h('pre', { translate: 'no' }, ...rows));
}

function diffRow(line: DiffLine): HTMLElement {
  if (line.kind === 'gap') return h('span', { class: 'diff-gap' }, count('suggestions.diff.more', line.count));
  const sign = { same: ' ', removed: '−', added: '+' }[line.kind];
  return h('span', { class: `diff-line diff-${line.kind}` },
    h('span', { class: 'diff-number', 'aria-hidden': 'true' }, line.kind === 'added' ? '' : String(line.line)),
    h('span', { class: 'diff-sign', 'aria-hidden': 'true' }, sign),
    line.kind === 'same' ? null : h('span', { class: 'sr' }, `${t(`suggestions.diff.${line.kind}`)}: `),
    line.kind === 'same' ? h('span', {}, line.text) : h(line.kind === 'added' ? 'ins' : 'del', {}, line.text));
}

function refusals(session: Session, report: Report): HTMLElement {
  return h('section', { class: 'refusals' }, h('h3', {}, t('suggestions.refusals')), ...limited(report.refusals, (r) => {
    const site = report.sites[r.site];
    return h('li', {},
      h('code', {}, site?.name ?? ''), ' ', h('strong', {}, rich(`suggestion.kind.${r.suggestion}`)), ' · ',
      rich(`refusal.${r.code}`, refusalParams(report, r)), ' ',
      site ? placeButton(r.at ?? site.span, { goto: session.gotoAdvised.bind(session) }) : null);
  }));
}
