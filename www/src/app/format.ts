/** gofmt on demand: the toolchain's own, run in a worker; the cursor stays where it is, and one undo takes it all back. */
import { t } from '../i18n';
import { gofmtError, type Formatted } from '../verify/gofmt';
import type { FromGofmt, ToGofmt } from '../verify/gofmt-worker';
import { compare } from './diff';
import type { Session } from './session';

export type TextChange = { readonly from: number; readonly to: number; readonly insert: string };

/** The part of `Worker` that is used. */
export type GofmtWorkerLike = {
  postMessage(message: ToGofmt): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromGofmt>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
};

const isSpace = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\n' || c === '\r';

/** What differs where only blanks do; null where something else differs too. */
function blanks(before: string, after: string): TextChange[] | null {
  const out: TextChange[] = [];
  for (let i = 0, j = 0; i < before.length || j < after.length;) {
    const from = i;
    const start = j;
    while (isSpace(before[i])) i++;
    while (isSpace(after[j])) j++;
    const insert = after.slice(start, j);
    if (before.slice(from, i) !== insert) out.push({ from, to: i, insert });
    if (before[i] !== after[j]) return null;
    i++;
    j++;
  }
  return out;
}

/** Whole lines that differ. */
function lines(before: string, after: string): TextChange[] {
  const old = before.split('\n');
  const starts = old.reduce<number[]>((all, line) => [...all, all.at(-1)! + line.length + 1], [0]);
  const out: TextChange[] = [];
  let at = 0;
  let added: string[] = [];
  let removed = 0;
  const flush = (): void => {
    if (removed > 0 || added.length > 0) {
      // The last line has no line break of its own: the one before it stands in.
      const [from, to] = [starts[at]!, starts[at + removed]!];
      const insert = added.map((l) => `${l}\n`).join('');
      out.push(to > before.length ? { from: Math.max(0, from - 1), to: before.length, insert: (from > 0 && insert ? '\n' : '') + insert.replace(/\n$/, '') } : { from, to, insert });
    }
    at += removed;
    removed = 0;
    added = [];
  };
  for (const row of compare(old, after.split('\n'))) {
    if (row.kind === 'same') { flush(); at++; } else if (row.kind === 'removed') removed++; else added.push(row.text);
  }
  flush();
  return out;
}

/** The smallest changes that lead from one text to the other: of blanks alone where that is enough, so that the cursor stays on its word. */
export const formatChanges = (before: string, after: string): TextChange[] => blanks(before, after) ?? lines(before, after);

/** The Go files of a text: the text itself, or the parts of an archive. */
function filesOf(session: Session): { readonly from: number; readonly to: number }[] {
  const { text } = session.editor;
  const parts = session.report?.parts ?? [];
  if (parts.length === 0) return [{ from: 0, to: text.length }];
  return session.current ? parts.filter((p) => p.name.endsWith('.go')).map(({ from, to }) => ({ from, to })) : [];
}

export class Formatter {
  readonly #session: Session;
  readonly #createWorker: () => GofmtWorkerLike;
  #worker: GofmtWorkerLike | null = null;
  #id = 0;

  constructor(session: Session, createWorker: () => GofmtWorkerLike) {
    this.#session = session;
    this.#createWorker = createWorker;
  }

  /** Formats the program; what is typed in the meantime wins. */
  format(): void {
    const { editor } = this.#session;
    const { text } = editor;
    const files = filesOf(this.#session);
    const id = ++this.#id;
    const worker = this.#worker ??= this.#createWorker();
    const fail = (why: 'missing' | 'unreachable' | 'crashed'): void => {
      worker.terminate();
      this.#worker = null;
      this.#session.say(t(`format.${why}`), why === 'missing' ? null : { name: t('engine.retry'), run: () => this.format() });
    };
    worker.onerror = () => fail('crashed');
    worker.onmessage = ({ data }) => {
      if (data.type === 'progress') {
        if (data.loaded < data.total) this.#session.say(t('format.loading', { percent: Math.round((100 * data.loaded) / data.total) }));
        return;
      }
      if (data.id !== this.#id) return;
      if (data.type === 'failed') return fail(data.why);
      if (editor.text !== text) return this.#session.say(t('suggestions.stale'));
      this.#apply(text, files, data.results);
    };
    worker.postMessage({ base: document.baseURI, id, texts: files.map(({ from, to }) => text.slice(from, to)) });
  }

  #apply(text: string, files: readonly { readonly from: number; readonly to: number }[], results: readonly Formatted[]): void {
    const changes: TextChange[] = [];
    for (const [i, result] of results.entries()) {
      const { from, to } = files[i]!;
      if (result.kind === 'errors') return this.#tellError(text, from, result.errors);
      for (const c of formatChanges(text.slice(from, to), result.text)) changes.push({ from: from + c.from, to: from + c.to, insert: c.insert });
    }
    if (changes.length === 0) return this.#session.say(t('format.same'));
    this.#session.editor.rearrange(changes);
    this.#session.say(t('format.done'), { name: t('suggestions.undo'), run: () => { this.#session.editor.undo(); this.#session.say(t('suggestions.undone')); } });
  }

  #tellError(text: string, from: number, errors: readonly string[]): void {
    const error = gofmtError(errors[0] ?? '');
    if (!error) return this.#session.say(t('format.crashed'));
    const before = text.slice(0, from).split('\n').length - 1;
    const start = text.slice(from).split('\n').slice(0, error.line - 1).reduce((n, l) => n + l.length + 1, from);
    this.#session.say(t('format.error', { line: before + error.line, text: error.text }), {
      name: t('why.goto'),
      run: () => { this.#session.editor.select(start + error.col - 1, start + error.col - 1); this.#session.editor.focus(); },
    });
  }
}
