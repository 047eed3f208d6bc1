/** Changes to a program that ask a question: what would the verdicts be without the prints, or with constant sizes? Tried on a copy. */
import type { Edit, Report } from '../engine/wire';

export const PROBES = ['prints', 'sizes'] as const;
export type Probe = (typeof PROBES)[number];

/** A function that takes the same arguments and keeps none of them. */
const SINK = 'func(...any) {}';

/** Statements that print, at the start of a line: what `fmt` and `log` put into interfaces. */
const PRINT = /^([ \t]*)((fmt|log)\.Print(?:ln|f)?)(?=\()/gm;

/** The text that comes after the first `(` of `text`, up to its partner, cut at the commas of the outermost level; null where it has none. */
export function callArguments(text: string): string[] | null {
  const open = text.indexOf('(');
  if (open < 0) return null;
  const out: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let i = open; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' || c === '`' || c === "'") {
      const end = stringEnd(text, i);
      if (end < 0) return null;
      i = end;
    } else if ('([{'.includes(c)) depth++;
    else if (')]}'.includes(c)) {
      depth--;
      if (depth === 0) {
        if (text.slice(from, i).trim()) out.push(text.slice(from, i).trim());
        return out;
      }
    } else if (c === ',' && depth === 1) {
      out.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  return null;
}

function stringEnd(text: string, from: number): number {
  const quote = text[from]!;
  for (let i = from + 1; i < text.length; i++) {
    if (quote !== '`' && text[i] === '\\') i++;
    else if (text[i] === quote) return i;
  }
  return -1;
}

/** The edits of a probe, in order and apart from each other; empty where it would change nothing. */
export function probeEdits(probe: Probe, text: string, report: Report): Edit[] {
  return probe === 'prints' ? printEdits(text) : sizeEdits(text, report);
}

function printEdits(text: string): Edit[] {
  const packages = new Set<string>();
  const edits = [...text.matchAll(PRINT)].map((m): Edit => {
    packages.add(m[3]!);
    const from = m.index + m[1]!.length;
    return { file: 0, from, to: from + m[2]!.length, insert: SINK };
  });
  // The import stays in use.
  if (edits.length > 0) edits.push({ file: 0, from: text.length, to: text.length, insert: `\n${[...packages].map((p) => `var _ = ${p}.Println`).join('\n')}\n` });
  return edits;
}

/** How many elements a slice gets that has no constant size. */
export const CONSTANT_SIZE = 64;

function sizeEdits(text: string, report: Report): Edit[] {
  const out: Edit[] = [];
  for (const site of report.sites) {
    if (site.kind !== 'makeSlice' || site.size !== null || site.span.file !== 0 || site.inlined.length > 0) continue;
    const args = callArguments(text.slice(site.span.from));
    if (!args || !text.startsWith('make', site.span.from) || args.length < 2 || out.some((e) => e.from <= site.span.from && site.span.from < e.to)) continue;
    const end = text.indexOf(args.at(-1)!, site.span.from + args[0]!.length) + args.at(-1)!.length;
    const start = text.indexOf(args[1]!, text.indexOf(args[0]!, site.span.from) + args[0]!.length);
    if (start > 0 && end >= start) out.push({ file: 0, from: start, to: end, insert: String(CONSTANT_SIZE) });
  }
  return out.sort((a, b) => a.from - b.from);
}
