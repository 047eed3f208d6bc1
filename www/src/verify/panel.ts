/** "Verify here": the Go compiler itself runs on the same text, and each of our lines is ticked or crossed. */
import { h, icon, patchChildren } from '../dom';
import type { Session } from '../app/session';
import { commandFor, compareSaid, saidByLines, type Compared, type Said } from '../compare/parse';
import { copyButton } from '../app/copy';
import { revealPlace } from '../compare/panel';
import { comparison, differenceReport } from '../compare/view';
import type { Report } from '../engine/wire';
import { partsOf } from '../export/bench';
import { t } from '../i18n';
import { amount } from '../profile/format';
import type { FromVerifyWorker, ToVerifyWorker } from './protocol';

/** The part of `Worker` that is used. */
export type VerifyWorkerLike = {
  postMessage(message: ToVerifyWorker): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromVerifyWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

type State =
  | { readonly phase: 'idle' }
  | { readonly phase: 'loading'; readonly loaded: number; readonly total: number }
  | { readonly phase: 'running' }
  | { readonly phase: 'failed'; readonly why: 'missing' | 'unreachable' | 'crashed' | 'timeout' }
  | { readonly phase: 'done'; readonly report: Report; readonly text: string; readonly list: readonly Compared[]; readonly ms: number };

const PATIENCE = 60_000; // ms of one run

/** What ours says: the lines, or where the program has errors these. */
export function ourLines(report: Report): Said[] {
  const name = report.files[0] ?? 'prog.go';
  if (report.problems.length > 0) return report.problems.filter((p) => p.span).map((p) => ({ line: p.span!.line, col: p.span!.col, text: p.text }));
  return saidByLines(report.lines.map((l) => l.text)).get(name) ?? [];
}

export class VerifyPanel {
  readonly element = h('section', { class: 'tool verify' });
  readonly #session: Session;
  readonly #createWorker: () => VerifyWorkerLike;
  #worker: VerifyWorkerLike | null = null;
  #ready = false;
  #state: State = { phase: 'idle' };
  #id = 0;
  #asked: { report: Report; text: string } | null = null;
  #again = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #goVersion = '';

  constructor(session: Session, createWorker: () => VerifyWorkerLike) {
    this.#session = session;
    this.#createWorker = createWorker;
    // Once it was wanted it goes on: a run takes less time than reading its result.
    session.on(['report'], () => { if (this.#again && (this.#ready || !this.#worker)) this.verify(); else this.render(); });
    session.on(['language'], () => this.render());
  }

  /** Runs the compiler on the text that the report is about; loads it first if need be. */
  verify(): void {
    const { report, reportText } = this.#session;
    this.#again = true;
    // Without a report there is nothing to hold the compiler's lines against: it begins with the first one.
    if (!report) return this.#set({ phase: 'loading', loaded: 0, total: 0 });
    if (!this.#worker) {
      this.#ready = false;
      this.#worker = this.#createWorker();
      this.#worker.onmessage = (event) => this.#hear(event.data);
      this.#worker.onerror = () => this.#fail('crashed');
      this.#worker.postMessage({ type: 'load', base: document.baseURI });
      this.#set({ phase: 'loading', loaded: 0, total: 0 });
    }
    this.#asked = { report, text: reportText };
    const { inline, lang } = report.options;
    this.#worker.postMessage({
      type: 'run', id: ++this.#id, program: { name: report.files[0] ?? 'prog.go', text: reportText, options: { inline, lang, verbose: false } },
      imports: (partsOf(reportText)?.imports ?? []).map((i) => i.path),
    });
    if (this.#ready) this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#fail('timeout'), PATIENCE);
    if (this.#state.phase !== 'done') this.#set({ phase: 'running' });
  }

  #fail(why: 'missing' | 'unreachable' | 'crashed' | 'timeout'): void {
    clearTimeout(this.#timer);
    this.#worker?.terminate();
    this.#worker = null;
    this.#ready = this.#again = false;
    this.#set({ phase: 'failed', why });
  }

  #hear(message: FromVerifyWorker): void {
    switch (message.type) {
      case 'progress': return this.#set({ phase: 'loading', loaded: message.loaded, total: message.total });
      case 'ready':
        this.#ready = true;
        this.#goVersion = message.goVersion;
        return this.#watch();
      case 'failed': return this.#fail(message.why);
      case 'ran': {
        if (message.id !== this.#id || !this.#asked) return;
        clearTimeout(this.#timer);
        const { report, text } = this.#asked;
        const theirs = saidByLines(message.lines).get(report.files[0] ?? 'prog.go') ?? [];
        this.#set({ phase: 'done', report, text, list: compareSaid(theirs, ourLines(report)), ms: message.ms });
      }
    }
  }

  #set(state: State): void {
    this.#state = state;
    this.render();
  }

  render(): void {
    const { phase } = this.#state;
    const busy = phase === 'loading' || phase === 'running';
    patchChildren(this.element, [
      h('h3', {}, t('verify.title')),
      h('p', {}, t('verify.intro')),
      h('div', { class: 'tool-buttons' },
        h('button', { type: 'button', class: 'quiet bordered', disabled: busy, on: { click: () => this.verify() } }, t(phase === 'done' ? 'verify.again' : 'verify.run')),
        phase === 'done' ? null : h('span', { class: 'hint' }, t('verify.size'))),
      h('div', { class: 'compare-result' }, ...this.#result()),
    ]);
  }

  #result(): HTMLElement[] {
    const s = this.#state;
    switch (s.phase) {
      case 'idle': return [];
      case 'loading': return [
        h('p', { class: 'hint', role: 'status' }, s.total > 0 && s.loaded < s.total ? t('verify.loading', { loaded: amount(s.loaded, 'bytes'), total: amount(s.total, 'bytes') }) : t('verify.starting')),
        h('progress', { class: 'status-bar verify-bar', 'aria-label': t('verify.starting'), ...(s.total > 0 ? { value: s.loaded, max: s.total } : {}) })];
      case 'running': return [h('p', { class: 'hint', role: 'status' }, t('verify.running'))];
      case 'failed': return [h('p', { class: 'agree', role: 'alert' }, icon('problem'), t(`verify.failed.${s.why}`))];
      case 'done': {
        const titles = { theirs: t('verify.theirs'), ours: t('compare.ours') };
        const former = s.text !== this.#session.editor.text;
        const command = commandFor('m', s.report.options.inline, s.report.files[0] ?? 'prog.go');
        const shown = comparison(s.list, titles, (line, col) => revealPlace(this.#session, line, col));
        // Here every line is to be seen with its tick.
        for (const d of shown) if (d instanceof HTMLDetailsElement) d.open = true;
        return [
          ...shown,
          h('p', { class: 'hint' }, t(former ? 'verify.former' : 'verify.done', { version: this.#goVersion, ms: Math.max(1, Math.round(s.ms)) })),
          ...(s.list.some((c) => c.kind !== 'same') ? [copyButton(t('compare.report'), () => differenceReport(s.list, s.text, command, this.#goVersion))] : []),
        ];
      }
    }
  }
}
