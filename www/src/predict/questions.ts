/** Saying verdicts first: what is asked about a program, what can be answered, and how good an answer is. All of it comes from the report. */
import { STRENGTH } from '../editor/targets';
import type { ReasonCode, Report, Site, Span } from '../engine/wire';

export type Place = 'stack' | 'heap';

/** A place whose verdict is asked for. */
export type Question = {
  /** What it is found by again, when the report is made anew. */
  readonly id: string;
  /** The site of the report that the answer is about. */
  readonly site: number;
  readonly name: string;
  readonly span: Span;
  readonly place: Place;
  /** Why it is on the heap; nothing for what stays on the stack. */
  readonly why: ReasonCode | null;
};

export type Answer = { readonly place: Place | null; readonly why: ReasonCode | null };

export const UNANSWERED: Answer = { place: null, why: null };

const onHeap = (site: Site): boolean => site.verdict !== 'doesNotEscape';

/**
 * The places of a report that have one verdict to be said: a value or variable of the first file, in the order of their place. What a parameter
 * lets out is no place of a value; what was inlined from elsewhere, and the slice that a call with `...` makes, cannot be seen in the text.
 */
export function questionsOf(report: Report): Question[] {
  const asked = new Map<string, Question>();
  const strongest = [...report.sites.entries()].sort(([, a], [, b]) => STRENGTH.indexOf(a.verdict) - STRENGTH.indexOf(b.verdict));
  for (const [index, site] of strongest) {
    const { span } = site;
    if (span.file !== 0 || site.verdict === 'leakingParam' || site.kind === 'variadic' || site.inlined.length > 0) continue;
    const id = `${span.from}-${span.to} ${site.name}`;
    if (!asked.has(id)) asked.set(id, { id, site: index, name: site.name, span, place: onHeap(site) ? 'heap' : 'stack', why: onHeap(site) ? site.reason.code : null });
  }
  return [...asked.values()].sort((a, b) => a.span.from - b.span.from || a.span.to - b.span.to);
}

/** Reasons that are offered beside those of the program, the most frequent first. */
const FREQUENT: readonly ReasonCode[] = ['returned', 'passedToUnknown', 'capturedByEscaping', 'storedThroughPointer', 'goroutine', 'tooLarge', 'storedInGlobal', 'passedToLeaking'];
const FEWEST = 6;

/** The reasons to choose from: all that are right somewhere in the program, and others until there are a few. */
export function reasonsFor(questions: readonly Question[]): ReasonCode[] {
  const out = new Set(questions.flatMap(({ why }) => why ?? []));
  for (const code of FREQUENT) if (out.size < FEWEST) out.add(code);
  return [...out].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
}

const order = (code: ReasonCode): number => (FREQUENT.includes(code) ? FREQUENT.indexOf(code) : FREQUENT.length);

export type Score = { readonly places: number; readonly ofPlaces: number; readonly reasons: number; readonly ofReasons: number };

/** How many places were said right; and of those on the heap, for how many the reason was, too. */
export function scoreOf(questions: readonly Question[], answers: ReadonlyMap<string, Answer>): Score {
  const answer = (q: Question): Answer => answers.get(q.id) ?? UNANSWERED;
  const heap = questions.filter((q) => q.place === 'heap');
  return {
    places: questions.filter((q) => answer(q).place === q.place).length, ofPlaces: questions.length,
    reasons: heap.filter((q) => answer(q).place === 'heap' && answer(q).why === q.why).length, ofReasons: heap.length,
  };
}
