/** What stands in the page before its scripts (first.ts), and how the editor takes its place. */
import type { WorkerLike } from '../engine/client';
import type { Report } from '../engine/wire';
import type { Editor } from '../editor';

declare global {
  interface Window { goescapeWorker?: Worker | null }
}

/** The worker that was started with the page, once. */
export function earlyWorker(): WorkerLike | null {
  const worker = window.goescapeWorker ?? null;
  window.goescapeWorker = null;
  return worker;
}

/** The text of what was edited: some browsers break lines by elements. */
function textOf(node: Node): string {
  const copy = node.cloneNode(true) as Element | DocumentFragment;
  for (const br of copy.querySelectorAll('br')) br.replaceWith('\n');
  return copy.textContent ?? '';
}

/** Offset of a place of the selection in the text of `root`. */
function offsetIn(root: Node, node: Node, offset: number): number {
  const range = document.createRange();
  range.setStart(root, 0);
  range.setEnd(node, offset);
  return textOf(range.cloneContents()).length;
}

export class EarlyEditor {
  readonly #element: HTMLElement | null;

  constructor() {
    const shown = 'first' in document.documentElement.dataset;
    this.#element = shown ? [...document.querySelectorAll<HTMLElement>('.first-text')].find((x) => x.checkVisibility?.() ?? x.offsetParent !== null) ?? null : null;
  }

  /** When no word is being put together by an input method. */
  settled(): Promise<void> {
    if (!('composing' in document.documentElement.dataset)) return Promise.resolve();
    return new Promise((done) => { addEventListener('compositionend', () => setTimeout(done), { once: true }); });
  }

  /** The verdicts that the build put beside the first example, if that is what stands here. */
  get report(): Report | null {
    if (!this.#element || document.documentElement.dataset['first'] !== 'example') return null;
    const data = [...document.querySelectorAll('.first-report')].find((x) => x.getAttribute('lang') === this.#element!.closest('[lang]')!.getAttribute('lang'));
    return data ? JSON.parse(data.textContent) as Report : null;
  }

  /** Takes over what was typed and selected meanwhile; to be called before the old page goes, and what it gives afterwards. */
  handOver(editor: Editor): () => void {
    const old = this.#element;
    if (!old) return () => undefined;
    const text = textOf(old);
    const focused = document.activeElement === old;
    const selection = getSelection();
    const inside = selection && selection.rangeCount > 0 && old.contains(selection.anchorNode) && old.contains(selection.focusNode);
    const at = inside ? [offsetIn(old, selection.anchorNode!, selection.anchorOffset), offsetIn(old, selection.focusNode!, selection.focusOffset)] as const : null;
    const scroller = old.closest('.editor');
    const [top, left] = [scroller?.scrollTop ?? 0, scroller?.scrollLeft ?? 0];
    return () => {
      editor.takeOver(text, at);
      if (focused) editor.view.focus();
      if (top > 0 || left > 0) editor.view.scrollDOM.scrollTo(left, top);
    };
  }
}
