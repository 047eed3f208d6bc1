/** The program without its marks, with a question at each place; on request the answers beside the verdicts. */
import './predict.css';
import { h, icon, patchChildren } from '../dom';
import { card } from '../editor/card';
import type { ReasonCode, Report, Span } from '../engine/wire';
import { t } from '../i18n';
import { codeLines } from '../app/static';
import type { Session } from '../app/session';
import { shortReason } from '../words';
import { UNANSWERED, questionsOf, reasonsFor, scoreOf, type Answer, type Place, type Question } from './questions';

export class Prediction {
  readonly element = h('section', { class: 'predict', tabindex: '-1', 'aria-labelledby': 'predict-title' });
  readonly #session: Session;
  readonly #leave: () => void;
  readonly #answers = new Map<string, Answer>();
  #revealed = false;
  /** The text that the answers are about. */
  #text: string | null = null;

  /** `leave` goes back to the page; this is over then. */
  constructor(session: Session, leave: () => void) {
    this.#session = session;
    this.#leave = leave;
    session.on(['delta', 'language', 'engine'], () => { if (this.element.isConnected) this.render(); });
  }

  /** Asks anew, once the element stands in the page. */
  begin(): void {
    this.#forget();
    this.render();
    this.element.focus();
  }

  /** The questions are as if nobody had answered: nothing that was pressed stays. */
  #forget(): void {
    this.#answers.clear();
    this.#revealed = false;
    this.element.replaceChildren();
  }

  render(): void {
    const { report, reportText } = this.#session;
    // The program can be read meanwhile.
    if (!report) return patchChildren(this.element, [this.#head(), this.#waiting(), this.#program(null, [])]);
    if (reportText !== this.#text) {
      this.#text = reportText;
      this.#forget();
    }
    const questions = questionsOf(report);
    patchChildren(this.element, [
      this.#head(),
      ...(report.problems.length > 0 ? [h('p', { class: 'hint' }, t('predict.problems'))] : []),
      ...(questions.length === 0 ? [h('p', { class: 'empty' }, t('predict.none'))] : []),
      this.#program(report, questions),
      this.#foot(questions),
    ]);
  }

  #head(): HTMLElement {
    return h('header', {}, h('h2', { id: 'predict-title' }, t('predict.title')), h('p', {}, t('predict.intro')));
  }

  #waiting(): HTMLElement {
    if (this.#session.engine.phase !== 'failed') return h('p', { class: 'hint', role: 'status' }, t('engine.loading'));
    return h('p', { role: 'status' }, `${t('engine.failed')} `, h('button', { type: 'button', class: 'quiet bordered', on: { click: () => this.#session.retry() } }, t('engine.retry')));
  }

  #program(report: Report | null, questions: readonly Question[]): HTMLElement {
    const reasons = reasonsFor(questions);
    return h('div', { class: 'predict-program' }, ...codeLines(report ? this.#session.reportText : this.#session.editor.text).map((code, i) => {
      const here = questions.filter((q) => q.span.line === i + 1);
      return h('div', { class: 'predict-line' },
        h('span', { class: 'predict-number', 'aria-hidden': 'true' }, String(i + 1)), h('code', { translate: 'no', lang: 'en' }, code),
        here.length > 0 ? h('div', { class: 'predict-questions' }, ...here.map((q) => this.#question(report!, q, reasons))) : null);
    }));
  }

  #question(report: Report, q: Question, reasons: readonly ReasonCode[]): HTMLElement {
    const answer = this.#answers.get(q.id) ?? UNANSWERED;
    const set = (next: Answer): void => {
      this.#answers.set(q.id, next);
      this.render();
    };
    const choice = (place: Place): HTMLElement => {
      const input = h('input', { type: 'radio', name: `place ${q.id}`, value: place, disabled: this.#revealed, on: { change: () => set({ place, why: answer.why }) } });
      input.checked = answer.place === place;
      return h('label', { class: `predict-place predict-${place}` }, input, t(`predict.${place}`));
    };
    const why = h('select', {
      'aria-label': t('predict.because'), disabled: this.#revealed || answer.place !== 'heap',
      on: { change: (event) => set({ place: 'heap', why: ((event.target as HTMLSelectElement).value || null) as ReasonCode | null }) },
    }, h('option', { value: '' }, t('predict.because.choose')), ...reasons.map((code) => h('option', { value: code, selected: answer.why === code }, t(`short.${code}`))));
    return h('fieldset', { class: 'predict-question', 'data-question': q.id },
      h('legend', {}, h('span', { class: 'sr' }, t('predict.place', { line: q.span.line })), h('code', { translate: 'no', lang: 'en' }, q.name)),
      choice('stack'), choice('heap'), why,
      this.#revealed ? this.#verdict(report, q, answer) : null);
  }

  #verdict(report: Report, q: Question, answer: Answer): HTMLElement {
    const site = report.sites[q.site]!;
    const right = answer.place === q.place && answer.why === (q.place === 'heap' ? q.why : answer.why);
    const said = answer.place === null ? 'unanswered' : right ? 'right' : 'wrong';
    const goto = (span: Span): void => {
      this.#leave();
      this.#session.editor.goto(span);
    };
    return h('div', { class: `predict-verdict predict-${said}` },
      h('p', {}, icon(right ? 'check' : said === 'wrong' ? 'close' : 'question'), h('strong', {}, t(`predict.${said}`)), ' ',
        q.place === 'stack' ? t('predict.is.stack') : t('predict.is.heap', { why: shortReason(site) })),
      h('details', {}, h('summary', {}, t('predict.way')), card(report, { kind: 'site', index: q.site }, { goto })));
  }

  #foot(questions: readonly Question[]): HTMLElement {
    const button = (name: 'reveal' | 'again' | 'leave', run: () => void, primary = false): HTMLElement =>
      h('button', { type: 'button', class: primary ? 'primary' : 'quiet bordered', 'data-predict': name, on: { click: run } }, t(`predict.${name}`));
    const score = scoreOf(questions, this.#answers);
    const answered = questions.filter((q) => this.#answers.get(q.id)?.place).length;
    const told = this.#revealed
      ? [t('predict.score', { n: score.places, all: score.ofPlaces }), ...(score.ofReasons > 0 ? [t('predict.score.causes', { n: score.reasons, all: score.ofReasons })] : [])].join(' · ')
      : t('predict.answered', { n: answered, all: questions.length });
    return h('footer', { class: 'predict-foot' },
      h('p', { role: 'status' }, told),
      this.#revealed
        ? button('again', () => { this.#forget(); this.#reveal(false); }, true)
        : button('reveal', () => this.#reveal(true), true),
      button('leave', this.#leave));
  }

  #reveal(on: boolean): void {
    this.#revealed = on;
    this.render();
    this.element.querySelector<HTMLElement>('[data-predict]')!.focus();
  }
}
