/** The way of an address, drawn: arrows from the chosen target to its first step, and from each step to the next, beneath the text. */
import type { Extension } from '@codemirror/state';
import { layer, type EditorView, type LayerMarker } from '@codemirror/view';
import { h } from '../dom';
import { marksField, present } from './marks';
import { numberedSteps, targetSpan } from './targets';

const SVG = 'http://www.w3.org/2000/svg';

/** A box in the coordinates of the scrolled content, in pixels. */
type Box = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
type Point = { readonly x: number; readonly y: number };

/** The curve from one box to another: over the top on one line, otherwise from the lower edge to the upper one or back. */
export function curve(a: Box, b: Box): { readonly path: string; readonly end: Point; readonly angle: number } {
  const ax = (a.left + a.right) / 2;
  const bx = (b.left + b.right) / 2;
  const round = (x: number): number => Math.round(x * 10) / 10;
  const draw = (y: number, dy: number, end: number, dEnd: number): string => `M${round(ax)} ${round(y)}C${round(ax)} ${round(y + dy)} ${round(bx)} ${round(end + dEnd)} ${round(bx)} ${round(end)}`;
  if (Math.abs(a.top - b.top) < (a.bottom - a.top) / 2) {
    const rise = -Math.min(16, 6 + Math.abs(bx - ax) / 12);
    return { path: draw(a.top, rise, b.top, rise), end: { x: bx, y: b.top }, angle: 90 };
  }
  const down = b.top > a.top;
  const from = down ? a.bottom : a.top;
  const to = down ? b.top : b.bottom;
  const bend = Math.max(10, Math.abs(to - from) / 2) * (down ? 1 : -1);
  return { path: draw(from, bend, to, -bend), end: { x: bx, y: to }, angle: down ? 90 : -90 };
}

type Arrow = { readonly path: string; readonly end: Point; readonly angle: number; readonly active: boolean };

class Arrows implements LayerMarker {
  readonly #key: string;
  constructor(readonly arrows: readonly Arrow[], readonly width: number, readonly height: number) {
    this.#key = JSON.stringify([arrows, width, height]);
  }
  eq(other: Arrows): boolean { return this.#key === other.#key; }
  draw(): HTMLElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('width', String(this.width));
    svg.setAttribute('height', String(this.height));
    for (const { path, end, angle, active } of this.arrows) {
      const line = document.createElementNS(SVG, 'path');
      line.setAttribute('d', path);
      line.setAttribute('class', `cm-arrow${active ? ' cm-arrow-active' : ''}`);
      const head = document.createElementNS(SVG, 'path');
      head.setAttribute('d', 'M-5 -3.2 0 0-5 3.2Z');
      head.setAttribute('class', `cm-arrow-head${active ? ' cm-arrow-active' : ''}`);
      head.setAttribute('transform', `translate(${end.x.toFixed(1)} ${end.y.toFixed(1)}) rotate(${angle})`);
      svg.append(line, head);
    }
    return h('div', { class: 'cm-arrows', 'aria-hidden': 'true' }, svg);
  }
}

/** Where the content begins, in the window. */
function origin(view: EditorView): Point {
  const { left, top } = view.scrollDOM.getBoundingClientRect();
  return { x: left - view.scrollDOM.scrollLeft, y: top - view.scrollDOM.scrollTop };
}

/** The boxes on the way: the chosen target, then the numbers of the steps. One that is not drawn now is a point at its line's height. */
function boxes(view: EditorView): { n: number; box: Box }[] {
  const marks = view.state.field(marksField);
  const { report, chosen } = marks;
  const site = report && chosen?.kind === 'site' ? report.sites[chosen.index] : undefined;
  if (!site || site.span.file !== 0) return [];
  const zero = origin(view);
  const relative = (r: { left: number; right: number; top: number; bottom: number }): Box =>
    ({ left: r.left - zero.x, right: r.right - zero.x, top: r.top - zero.y, bottom: r.bottom - zero.y });
  const length = view.state.doc.length;
  const out: { n: number; box: Box }[] = [];
  let x = view.defaultCharacterWidth * 8;
  const unseen = (pos: number): Box => {
    const block = view.lineBlockAt(pos);
    const top = block.top + view.documentTop - zero.y;
    return { left: x, right: x, top, bottom: top + block.height };
  };
  const start = present(marks, targetSpan(report!, chosen!)!, length).from;
  const first = view.coordsAtPos(start, 1);
  out.push({ n: 0, box: first ? relative({ ...first, right: first.left + 8 }) : unseen(start) });
  x = out[0]!.box.left;
  for (const { n, step } of numberedSteps(site)) {
    if (!step.at || step.at.file !== 0) continue;
    const badge = view.contentDOM.querySelector(`[data-step="${n}"]`);
    const { from } = present(marks, step.at, length);
    if (n === 1 && from === start) out.pop(); // the first step is the target itself
    out.push({ n, box: badge ? relative(badge.getBoundingClientRect()) : unseen(from) });
    x = out.at(-1)!.box.left;
  }
  return out;
}

function markers(view: EditorView): readonly LayerMarker[] {
  const way = boxes(view);
  if (way.length < 2) return [];
  const { step } = view.state.field(marksField);
  const arrows = way.slice(1).map(({ n, box }, i): Arrow => ({ ...curve(way[i]!.box, box), active: n === step }));
  return [new Arrows(arrows, view.contentDOM.offsetLeft + view.contentDOM.scrollWidth, view.contentHeight + 40)];
}

/** The arrows of the chosen target's flow. */
export const arrows: Extension = layer({
  above: false,
  class: 'cm-flow-layer',
  update: (update) => update.docChanged || update.geometryChanged || update.viewportChanged || update.startState.field(marksField) !== update.state.field(marksField),
  markers,
});
