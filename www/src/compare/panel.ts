/** The compiler's side of the page: exports of what ours prints, and the comparison with what a compiler of one's own printed. */
import { h, icon, patchChildren, rich } from '../dom';
import { copyButton } from '../app/copy';
import type { Session } from '../app/session';
import type { Report } from '../engine/wire';
import { count, t } from '../i18n';
import { logFile } from '../export/json';
import { saveFile } from '../export/save';
import { notAnalysedBecause } from '../words';
import { commandFor, compareSaid, oursFor, parsePasted, type Compared, type Form, type Pasted } from './parse';
import { comparison, differenceReport } from './view';

type Result =
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'waiting' }
  | { readonly kind: 'failed' }
  | { readonly kind: 'done'; readonly pasted: Pasted; readonly list: readonly Compared[]; readonly report: Report; readonly text: string };

/** The lines about the program's own text, which is all that a comparison or an entry can be about. */
const own = (lines: Report['lines']): Report['lines'] => lines.filter((l) => l.span);

/** Longest text that is compared: a whole repository's output is for a file. */
const LONGEST = 8 * 2 ** 20;

export class ComparePanel {
  readonly #session: Session;
  readonly #redraw: () => void;
  readonly #input = h('textarea', { class: 'compare-input', rows: '4', spellcheck: 'false', autocapitalize: 'off', translate: 'no', lang: 'en' });
  readonly #file = h('input', { type: 'file', class: 'sr', tabindex: '-1', 'aria-hidden': 'true', 'data-picker': 'output' });
  readonly #above = h('div');
  readonly #below = h('div');
  /** Stays the same element, as its input does: nothing typed is lost. */
  readonly element = h('section', { class: 'tool compare' }, this.#above, this.#input, this.#file, this.#below);
  #result: Result = { kind: 'none' };
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session, redraw: () => void) {
    this.#session = session;
    this.#redraw = redraw;
    this.#input.addEventListener('input', () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => void this.#compare(), 200);
    });
    this.#file.addEventListener('change', () => {
      const file = this.#file.files?.[0];
      if (file) void file.text().then((text) => this.take(text));
      this.#file.value = '';
    });
    // Another program has other lines; what was pasted stays to be compared again.
    session.on(['report'], () => { if (this.#input.value) void this.#compare(); });
  }

  /** Compares a text that was pasted or dropped. */
  take(text: string): void {
    this.#input.value = text.slice(0, LONGEST);
    void this.#compare();
  }

  async #compare(): Promise<void> {
    const turn = ++this.#turn;
    const pasted = this.#input.value.trim() ? parsePasted(this.#input.value, this.#session.report?.files[0] ?? 'prog.go') : null;
    if (!pasted) return this.#show({ kind: this.#input.value.trim() ? 'unknown' : 'none' });
    if (this.#result.kind !== 'done') this.#show({ kind: 'waiting' });
    const { text } = this.#session.editor;
    const outcome = await this.#session.ask(text, { inline: pasted.inline, verbose: pasted.form !== 'm' });
    if (turn !== this.#turn) return;
    if (outcome.kind !== 'report') return this.#show({ kind: 'failed' });
    const { report } = outcome;
    const ours = oursFor(pasted.form, report.lines.map((l) => l.text), own(report.verboseLines), report.files[0] ?? 'prog.go');
    this.#show({ kind: 'done', pasted, report, text, list: compareSaid(pasted.said, ours) });
  }

  #show(result: Result): void {
    this.#result = result;
    this.#redraw();
  }

  render(): void {
    const name = this.#session.report?.files[0] ?? 'prog.go';
    this.#input.setAttribute('aria-label', t('compare.input'));
    this.#input.placeholder = t('compare.placeholder');
    patchChildren(this.#above, [h('h3', {}, t('compare.title')), h('p', {}, t('compare.intro')), commandLine(commandFor('m', this.#session.report?.options.inline ?? false, name))]);
    patchChildren(this.#below, [
      h('div', { class: 'tool-buttons' }, h('button', { type: 'button', class: 'quiet bordered', on: { click: () => this.#file.click() } }, t('compare.file')), h('span', { class: 'hint' }, t('compare.forms'))),
      h('div', { class: 'compare-result' }, ...this.#nodes()),
    ]);
  }

  #nodes(): HTMLElement[] {
    const r = this.#result;
    switch (r.kind) {
      case 'none': return [];
      case 'unknown': return [h('p', { class: 'hint', role: 'status' }, t('compare.unknown'))];
      case 'waiting': return [h('p', { class: 'hint', role: 'status' }, t('engine.working'))];
      case 'failed': return [h('p', { class: 'hint', role: 'status' }, t('compare.failed'))];
      case 'done': {
        const command = commandFor(r.pasted.form, r.pasted.inline, r.report.files[0] ?? 'prog.go');
        const note = (text: string): HTMLElement => h('p', { class: 'hint' }, text);
        return [
          ...comparison(r.list, { theirs: t('compare.theirs'), ours: t('compare.ours') }, this.#reveal),
          note(t(`compare.form.${r.pasted.form}` as const) + t('text.join') + t(r.pasted.inline ? 'compare.inline.on' : 'compare.inline.off')),
          ...(r.report.notAnalysed ? [note(notAnalysedBecause(r.report.notAnalysed))] : []),
          ...(r.report.functions.some((f) => f.notAnalysed) ? [note(t('compare.notAnalysed'))] : []),
          ...(r.pasted.others > 0 ? [note(count('compare.others', r.pasted.others))] : []),
          ...(r.pasted.foreign > 0 ? [note(count('compare.foreign', r.pasted.foreign))] : []),
          ...(r.list.some((c) => c.kind !== 'same') ? [copyButton(t('compare.report'), () => differenceReport(r.list, r.text, command, r.report.goVersion))] : []),
        ];
      }
    }
  }

  readonly #reveal = (line: number, col: number): void => revealPlace(this.#session, line, col);
}

/** Puts the cursor at a line and a column in bytes of the present text. */
export function revealPlace(session: Session, line: number, col: number): void {
  const { view } = session.editor;
  if (line < 1 || line > view.state.doc.lines) return;
  const at = view.state.doc.line(line);
  const bytes = new TextEncoder().encode(at.text).subarray(0, Math.max(0, col - 1));
  view.dispatch({ selection: { anchor: at.from + Math.min(at.length, new TextDecoder().decode(bytes).length) }, scrollIntoView: true });
  session.editor.focus();
}

/** A command to copy. */
export const commandLine = (command: string): HTMLElement =>
  h('div', { class: 'command' }, h('code', { lang: 'en', translate: 'no', tabindex: '0' }, command), copyButton(t('compare.copy'), () => command));

const EXPORTS: readonly Form[] = ['m', 'm2', 'json'];

/** What the analyser found, as files in the compiler's own forms. */
export function exports(session: Session): HTMLElement {
  const save = async (form: Form): Promise<void> => {
    const outcome = await session.ask(session.editor.text, { verbose: true });
    if (outcome.kind !== 'report') return session.say(t('compare.failed'));
    const { report } = outcome;
    const name = report.files[0] ?? 'prog.go';
    const lines = (list: Report['lines']): string => list.map((l) => `${l.text}\n`).join('');
    const stem = name.replace(/\.go$/, '');
    if (form === 'm') saveFile(`${stem}.m.txt`, lines(report.lines));
    else if (form === 'm2') saveFile(`${stem}.m2.txt`, lines(report.verboseLines));
    else saveFile(`${stem}.json`, logFile(own(report.verboseLines), report.goVersion, report.target, name), 'application/json');
  };
  return h('section', { class: 'tool exports' }, h('h3', {}, t('export.title')), h('p', {}, rich('export.intro')),
    h('div', { class: 'tool-buttons' }, ...EXPORTS.map((form) => h('button', { type: 'button', class: 'quiet bordered', 'data-export': form, on: { click: () => void save(form) } }, icon('down'), t(`export.${form}` as const)))));
}
