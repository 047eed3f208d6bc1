/** Stack and heap, seen: the frame of the function at the cursor, the heap, and the pointers between them. */
import { h } from '../../dom';
import { t } from '../../i18n';
import { ELSEWHERE, functionAt, picture, type Box, type Picture } from '../memory';
import type { Session } from '../session';

const ROW = 42;
const HEAD = 26;
const GAP = 14;

export function memory(session: Session, width: number): Node[] {
  const { report } = session;
  const index = report && functionAt(report, session.editor.reportPosition);
  if (!report || index === null) return [h('p', { class: 'empty' }, t(report ? 'memory.none' : 'sites.empty'))];
  const shown = picture(report, index);
  const heading = h('h3', {}, t('memory.title'), ' ', h('code', {}, shown.name));
  if (report.functions[index]!.notAnalysed) return [heading, h('p', { class: 'hint' }, t('memory.not'))];
  return [
    heading,
    h('div', { class: 'memory', on: { click: (event) => choose(session, event.target), keydown: (event) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); choose(session, event.target); } } } },
      draw(session, shown, Math.min(760, Math.max(290, width)))),
    told(shown),
    h('p', { class: 'hint' }, t('memory.hint')),
  ];
}

function choose(session: Session, target: EventTarget | null): void {
  const site = (target as Element | null)?.closest('[data-site]')?.getAttribute('data-site');
  if (!site || !session.report) return;
  session.editor.reveal(session.report.sites[Number(site)]!.span);
  session.choose({ kind: 'site', index: Number(site) }, 'list');
}

const boxName = (box: Box): string => (box.id === ELSEWHERE ? t('memory.elsewhere') : box.id.startsWith('c:') ? t('memory.pointee', { name: box.name }) : box.id.startsWith('r:') ? t('why.result', { name: box.name }) : box.name);
const boxNote = (box: Box): string => [box.type === box.name ? '' : box.type, box.bytes === null ? (box.site !== null && box.mark !== 'leakingParam' ? t('memory.unknown') : '') : t('memory.bytes', { n: box.bytes })].filter(Boolean).join(' · ');

/** The same in words, for those who do not see the picture. */
function told({ frame, outside, heap, pointers }: Picture): HTMLElement {
  const all = [...frame, ...outside, ...heap];
  const name = (id: string): string => boxName(all.find((b) => b.id === id)!);
  const list = (title: string, boxes: readonly Box[]): HTMLElement | null =>
    boxes.length === 0 ? null : h('li', {}, `${title}: ${boxes.map((b) => [boxName(b), boxNote(b)].filter(Boolean).join(', ')).join('; ')}`);
  return h('ul', { class: 'sr', 'aria-label': t('memory.told') },
    list(t('memory.stack'), frame), list(t('memory.outside'), outside), list(t('memory.heap'), heap),
    ...pointers.map((p) => h('li', {}, t('memory.pointer', { from: name(p.from), to: name(p.to) }))));
}

type Placed = { readonly box: Box; readonly x: number; readonly y: number; readonly w: number; readonly side: 'left' | 'right' };

function svg(tag: string, attributes: Record<string, string | number | null>, ...children: (Node | string)[]): SVGElement {
  const el = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) if (value !== null) el.setAttribute(name, String(value));
  el.append(...children);
  return el;
}

/** As many characters as fit, in a fixed-width font. */
const cut = (text: string, width: number, each: number): string => {
  const most = Math.max(4, Math.floor(width / each));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
};

function draw(session: Session, { name, frame, outside, heap, pointers }: Picture, width: number): SVGElement {
  const w = Math.floor((width - Math.max(40, width * 0.14)) / 2);
  const placed = new Map<string, Placed>();
  const groups: SVGElement[] = [];
  const group = (title: string, boxes: readonly Box[], side: Placed['side'], y: number): number => {
    if (boxes.length === 0) return y;
    const x = side === 'left' ? 0 : width - w;
    const height = HEAD + boxes.length * ROW;
    groups.push(svg('g', {}, svg('rect', { class: `memory-area memory-${side}`, x: x + 0.5, y: y + 0.5, width: w - 1, height: height - 1, rx: 9 }), svg('text', { class: 'memory-title', x: x + 11, y: y + 18 }, cut(title, w - 20, 7))));
    boxes.forEach((box, i) => placed.set(box.id, { box, x, y: y + HEAD + i * ROW, w, side }));
    return y + height + GAP;
  };
  const left = group(t('memory.outside'), outside.filter((b) => b.id.startsWith('r:')), 'left', group(t('memory.frame', { name }), frame, 'left', 0));
  const right = group(t('memory.heap'), heap, 'right', 0);
  const end = group(t('memory.others'), outside.filter((b) => !b.id.startsWith('r:')), 'right', right);
  const height = Math.max(left, end, HEAD + ROW);
  const chosen = session.chosen?.kind === 'site' ? session.chosen.index : null;
  const rows = [...placed.values()].map(({ box, x, y, w: wide }) => svg('g', {
    class: `memory-box${box.mark ? ` mark-${box.mark}` : ''}${box.site !== null && box.site === chosen ? ' memory-chosen' : ''}`, 'data-site': box.site,
    ...(box.site !== null && { tabindex: 0, role: 'button' }),
  },
  svg('rect', { x: x + 6, y: y + 2, width: wide - 12, height: ROW - 7, rx: 6 }),
  svg('text', { class: /^(r:|c:|e)/.test(box.id) ? 'memory-words' : 'memory-name', x: x + 14, y: y + 17 }, cut(boxName(box), wide - 26, 7.6)), ' ',
  svg('text', { class: 'memory-note', x: x + 14, y: y + 31 }, cut(boxNote(box), wide - 26, 6.1))));
  const lines = pointers.flatMap(({ from, to }) => {
    const a = placed.get(from);
    const b = placed.get(to);
    return a && b ? [pointer(a, b)] : [];
  });
  return svg('svg', { class: 'memory-picture', width, height, viewBox: `0 0 ${width} ${height}`, role: 'group', 'aria-label': t('memory.title') + ' ' + name }, ...groups, ...rows, ...lines);
}

/** An arrow between the inner edges; inside one column it bows into the gap. */
function pointer(a: Placed, b: Placed): SVGElement {
  const ay = a.y + (ROW - 4) / 2;
  const by = b.y + (ROW - 4) / 2 + (a.side === b.side ? -3 : 0);
  const inner = (p: Placed): number => (p.side === 'left' ? p.x + p.w - 6 : p.x + 6);
  const out = a.side === 'left' ? 1 : -1;
  const ax = inner(a);
  const bx = inner(b);
  const bow = a.side === b.side ? 26 * out : (bx - ax) / 2;
  const path = `M${ax} ${ay}C${ax + bow} ${ay} ${a.side === b.side ? bx + bow : bx - bow} ${by} ${bx} ${by}`;
  const angle = a.side === b.side ? (out > 0 ? 180 : 0) : out > 0 ? 0 : 180;
  return svg('g', { class: 'memory-pointer', 'aria-hidden': 'true' }, svg('circle', { cx: ax, cy: ay, r: 2.6 }), svg('path', { class: 'memory-line', d: path }), svg('path', { class: 'memory-head', d: 'M-7 -3.8 0 0-7 3.8Z', transform: `translate(${bx} ${by}) rotate(${angle})` }));
}
