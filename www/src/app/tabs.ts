/** Tabs, as the ARIA practices describe them: arrow keys move, one tab stop. */
import { h, patchChildren } from '../dom';

export type Tab<Id extends string> = { readonly id: Id; readonly label: () => string; readonly badge: () => number; readonly panel: HTMLElement; readonly render: () => void };

/** How much of the tab beside the open one is seen, so that a strip is known to go on; px. */
const BESIDE = 24;

/** How much of the panel is seen at least; px. */
const SEEN = 200;

export class Tabs<Id extends string> {
  readonly element: HTMLElement;
  readonly #list = h('div', { role: 'tablist', class: 'tabs' });
  readonly #tabs: readonly Tab<Id>[];
  readonly #buttons: Map<Id, HTMLButtonElement>;
  #active: Id;
  #label: () => string;

  constructor(tabs: readonly Tab<Id>[], active: Id, label: () => string) {
    this.#tabs = tabs;
    this.#active = active;
    this.#label = label;
    this.#buttons = new Map(tabs.map(({ id }) => [id, h('button', {
      type: 'button', role: 'tab', id: `tab-${id}`, 'aria-controls': `panel-${id}`, on: { click: () => this.open(id), keydown: (e) => this.#key(e) },
    })]));
    this.#list.append(...this.#buttons.values());
    for (const { id, panel } of tabs) {
      panel.id = `panel-${id}`;
      panel.setAttribute('role', 'tabpanel');
      panel.setAttribute('aria-labelledby', `tab-${id}`);
    }
    this.element = h('section', { class: 'tabbed' }, this.#list, ...tabs.map((x) => x.panel));
    this.render();
    // A number that comes to a tab pushes those behind it out of a narrow strip.
    const sizes = new ResizeObserver(() => this.#intoView());
    for (const button of this.#buttons.values()) sizes.observe(button);
  }

  get active(): Id { return this.#active; }

  /** Puts the focus on the open tab. */
  focus(): void { this.#buttons.get(this.#active)!.focus(); }

  open(id: Id): void {
    this.#active = id;
    this.render();
    this.#intoView();
  }

  /** Opens a tab that was asked for elsewhere: on a phone it may stand far from there. */
  show(id: Id): void {
    this.open(id);
    const { top } = this.#list.getBoundingClientRect();
    if (top < 0 || top > innerHeight - SEEN) this.element.scrollIntoView({ block: 'start' });
  }

  /** Moves the strip alone, and not the page, so that the open tab is seen. */
  #intoView(): void {
    const strip = this.#list.getBoundingClientRect();
    const tab = this.#buttons.get(this.#active)!.getBoundingClientRect();
    if (tab.left < strip.left) this.#list.scrollLeft -= strip.left - tab.left + BESIDE;
    else if (tab.right > strip.right) this.#list.scrollLeft += tab.right - strip.right + BESIDE;
  }

  /** Renders the labels and the open panel. */
  render(): void {
    this.#list.setAttribute('aria-label', this.#label());
    for (const { id, label, badge, panel, render } of this.#tabs) {
      const button = this.#buttons.get(id)!;
      const on = id === this.#active;
      patchChildren(button, [label(), ...(badge() > 0 ? [' ', h('small', { class: 'badge' }, String(badge()))] : [])]);
      button.setAttribute('aria-selected', String(on));
      button.tabIndex = on ? 0 : -1;
      panel.hidden = !on;
      if (on) render();
    }
  }

  #key(event: KeyboardEvent): void {
    const ids = this.#tabs.map((x) => x.id);
    const at = ids.indexOf(this.#active);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: ids.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const id = ids[(to + ids.length) % ids.length]!;
    this.open(id);
    this.#buttons.get(id)!.focus();
  }
}
