/** For a projector: large type, little around it, and a clicker that walks from mark to mark along the steps of each. */
import { h, icon, patchChildren } from '../dom';
import { t } from '../i18n';
import type { Session } from './session';

const KEYS: Readonly<Record<string, 1 | -1>> = { ArrowRight: 1, ArrowDown: 1, PageDown: 1, ' ': 1, ArrowLeft: -1, ArrowUp: -1, PageUp: -1 };

/** The element that has the focus, in whichever shadow root: blurring the host of one does nothing in some browsers. */
function focused(): HTMLElement | null {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  return at as HTMLElement | null;
}

export class Presentation {
  readonly #session: Session;
  readonly #bar = h('div', { class: 'present-bar', role: 'toolbar' });

  constructor(session: Session) {
    this.#session = session;
    document.addEventListener('keydown', (event) => this.#key(event));
    session.on(['language'], () => this.#render());
  }

  get on(): boolean { return 'present' in document.documentElement.dataset; }

  /** Begins where the address asks for it. */
  start(): void {
    document.querySelector('main')!.append(this.#bar);
    if (new URLSearchParams(location.search).has('present')) this.toggle();
    this.#render();
  }

  toggle(): void {
    if (this.on) delete document.documentElement.dataset['present'];
    else document.documentElement.dataset['present'] = '';
    // The keys are the clicker's until the program is pressed.
    if (this.on) focused()?.blur();
    this.#session.editor.view.requestMeasure();
    this.#render();
  }

  /** The next step of the chosen mark, after the last one the next mark; and back. */
  move(direction: 1 | -1): void {
    const { steps, step, chosen, editor } = this.#session;
    const to = (step ?? 0) + direction;
    if (chosen && steps.length > 0 && to >= 1 && to <= steps.length) this.#session.goToStep(to);
    else editor.next(direction);
  }

  #key(event: KeyboardEvent): void {
    if (!this.on || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
    const inside = document.activeElement;
    // Someone types, or is on a list of its own.
    if (inside && inside !== document.body && !this.#bar.contains(inside)) return;
    if (event.key === 'Escape') return this.toggle();
    const direction = KEYS[event.key];
    if (!direction || (event.key === ' ' && inside !== document.body)) return;
    event.preventDefault();
    this.move(direction);
  }

  #render(): void {
    this.#bar.hidden = !this.on;
    this.#bar.setAttribute('aria-label', t('present.bar'));
    const button = (shape: 'left' | 'right' | 'close', label: string, run: () => void): HTMLElement =>
      h('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: label, on: { click: run } }, icon(shape));
    patchChildren(this.#bar, [
      button('left', t('present.back'), () => this.move(-1)), button('right', t('present.on'), () => this.move(1)), button('close', t('present.end'), () => this.toggle()),
    ]);
  }
}
