/** Small helpers to build elements. Text always goes in as text: nothing that was typed or sent is ever read as HTML. */
import { pieces, type Key, type Params } from './i18n';

type Child = Node | string | null | undefined | false;
type Props = {
  class?: string;
  on?: Partial<{ [E in keyof HTMLElementEventMap]: (event: HTMLElementEventMap[E]) => void }>;
} & { [attribute: string]: unknown };

type Listeners = { readonly [event: string]: EventListener | undefined };

/** What each element of ours listens to: in a table, so that an element that stays can take over the listeners of the one it stands for. */
const listeners = new WeakMap<Element, Listeners>();

function hear(this: Element, event: Event): void {
  listeners.get(this)?.[event.type]?.(event);
}

/** An element with attributes and children. `on` holds listeners; a value of null, undefined or false leaves an attribute out. */
export function h<T extends keyof HTMLElementTagNameMap>(tag: T, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[T] {
  const el = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === 'on') {
      listeners.set(el, value as Listeners);
      for (const event of Object.keys(value as object)) el.addEventListener(event, hear);
    } else el.setAttribute(name, value === true ? '' : String(value));
  }
  el.append(...children.filter((c): c is Node | string => c !== null && c !== undefined && c !== false));
  return el;
}

/** What the reader changed and no rendering knows of. */
const KEPT = new Set(['open']);

function patch(old: ChildNode, next: ChildNode): void {
  if (old instanceof Element && next instanceof Element && old.tagName === next.tagName) {
    for (const { name } of [...old.attributes]) if (!next.hasAttribute(name) && !KEPT.has(name)) old.removeAttribute(name);
    for (const { name, value } of next.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
    const before = listeners.get(old) ?? {};
    const after = listeners.get(next);
    if (after) listeners.set(old, after); else listeners.delete(old);
    for (const event of Object.keys(after ?? {})) if (!(event in before)) old.addEventListener(event, hear);
    patchChildren(old, [...next.childNodes]);
  } else if (old instanceof Text && next instanceof Text) {
    if (old.data !== next.data) old.data = next.data;
  } else old.replaceWith(next);
}

/**
 * Makes an element's content that of `nodes`, touching only what differs: focus, selection, scroll position and open details stay, and a
 * press that began on a button ends on the same button.
 */
export function patchChildren(element: Element, nodes: readonly (Node | string)[]): void {
  const next = document.createElement('div');
  next.append(...nodes);
  const wanted = [...next.childNodes];
  const there = [...element.childNodes];
  wanted.forEach((node, i) => { if (there[i]) patch(there[i]!, node); else element.append(node); });
  for (const extra of there.slice(wanted.length)) extra.remove();
}

/** A text of the table as nodes, with code as `<code>`. */
export function rich(key: Key, params: Params = {}): DocumentFragment {
  const out = document.createDocumentFragment();
  for (const piece of pieces(key, params)) out.append(piece.code ? h('code', {}, piece.text) : piece.text);
  return out;
}

/** A text of the table as plain text, for labels. */
export const plain = (key: Key, params: Params = {}): string => pieces(key, params).map((p) => p.text).join('');

const SVG = 'http://www.w3.org/2000/svg';

/** Shapes differ in outline, so that none depends on its colour. */
export const SHAPES = {
  movedToHeap: ['M8 1.2 14.8 8 8 14.8 1.2 8Z', true],
  escapesToHeap: ['M8 1.8 15 14H1Z', true],
  leakingParam: ['M1 6h7V2.2L15 8l-7 5.8V10H1Z', true],
  doesNotEscape: ['M8 3.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6Z', false],
  notAnalysed: ['M5.2 5.4a2.8 2.8 0 1 1 4.1 2.5c-.9.5-1.3 1-1.3 2M8 12.6v.4', false],
  check: ['m2.5 8.5 3.5 3.5 7.5-8', false],
  question: ['M5.2 5.4a2.8 2.8 0 1 1 4.1 2.5c-.9.5-1.3 1-1.3 2M8 12.6v.4', false],
  problem: ['M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 4.6v4M8 11v.4', false],
  sun: ['M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6ZM8 .8v1.7M8 13.5v1.7M.8 8h1.7M13.5 8h1.7M2.9 2.9l1.2 1.2M11.9 11.9l1.2 1.2M2.9 13.1l1.2-1.2M11.9 4.1l1.2-1.2', false],
  moon: ['M13.6 9.8A6 6 0 0 1 6.2 2.4a6 6 0 1 0 7.4 7.4Z', false],
  system: ['M1.5 3h13v8h-13ZM5.5 14h5M8 11v3', false],
  contrast: ['M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM8 1.5v13M8 4.5a3.5 3.5 0 0 1 0 7', false],
  share: ['M11.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM4.5 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM11.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM6.3 7.1l3.4-2.2M6.3 8.9l3.4 2.2', false],
  drafts: ['M4 1.5h5.5l3 3v10h-8.5ZM9.5 1.5v3h3M6 8h4.5M6 11h4.5', false],
  format: ['M2 3h12M5 6.4h9M5 9.8h9M2 13.2h12', false],
  command: ['M2 4h12M2 8h12M2 12h7', false],
  left: ['m10 3.5-4.5 4.5 4.5 4.5', false],
  right: ['m6 3.5 4.5 4.5-4.5 4.5', false],
  pin: ['M5.5 1.8h5M6.3 1.8v4.4L4 9.2h8L9.7 6.2V1.8M8 9.2v5', false],
  close: ['m3.5 3.5 9 9m0-9-9 9', false],
  up: ['m3.5 10 4.5-4.5 4.5 4.5', false],
  down: ['m3.5 6 4.5 4.5 4.5-4.5', false],
  book: ['M2 3.2c2-.8 4-.8 6 .6 2-1.4 4-1.4 6-.6v9.3c-2-.8-4-.8-6 .6-2-1.4-4-1.4-6-.6ZM8 3.8v9.3', false],
} as const;
export type Shape = keyof typeof SHAPES;

/** A small picture. It is hidden from screen readers: the text beside it says the same. */
export function icon(shape: Shape): SVGSVGElement {
  const [path, solid] = SHAPES[shape];
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${shape}${solid ? ' solid' : ''}`);
  svg.setAttribute('aria-hidden', 'true');
  const p = document.createElementNS(SVG, 'path');
  p.setAttribute('d', path);
  svg.append(p);
  return svg;
}
