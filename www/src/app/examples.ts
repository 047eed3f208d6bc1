/** The examples: a ladder from the founding article to the hard cases, in groups; their comments in the reader's language. */
import firstText from '../../content/examples/returned-pointer.go?raw';
import { language, type Key } from '../i18n';

/** What was loaded, in English. A first visit needs one of them. */
let texts: Readonly<Record<string, string>> = { 'returned-pointer': firstText };

const LADDER = {
  first: ['returned-pointer', 'interface', 'small-values', 'closure', 'method-value', 'goroutine', 'channel'],
  sizes: ['slice-size', 'append-growth', 'string-building', 'maps'],
  compiler: ['inlining', 'devirtualise', 'generics'],
  pools: ['buffer-pool', 'pool-misuse'],
  programs: ['packet-reader', 'json-requests', 'http-handler', 'log-line'],
} as const;

export type Group = keyof typeof LADDER;
export const GROUPS = Object.keys(LADDER) as readonly Group[];

export type Example = {
  readonly id: (typeof LADDER)[Group][number]; readonly group: Group; readonly title: Key; readonly lesson: Key;
  /** The program, which has to be loaded, in English. */
  readonly text: string;
};

export const EXAMPLES: readonly Example[] = GROUPS.flatMap((group) => LADDER[group].map((id): Example => ({
  id,
  group,
  get text() { return texts[id]!; },
  title: `example.${id}.title`,
  lesson: `example.${id}.lesson`,
})));

let chinese: typeof import('./examples-zh') | null = null;
const told = new Map<Example, string>();

/** Brings what the present language needs for the first example; at once where that is nothing. */
export async function loadFirstExample(): Promise<void> {
  if (language() === 'zh') chinese ??= await import('./examples-zh');
}

/** Brings all examples, in the present language. */
export async function loadExamples(): Promise<void> {
  await Promise.all([loadFirstExample(), import('./examples-texts').then((all) => { texts = all.texts; })]);
}

function inChinese(x: Example): string | undefined {
  if (!chinese || x.text === undefined) return undefined;
  if (!told.has(x)) told.set(x, chinese.inChinese(x));
  return told.get(x);
}

/** An example's program in the present language. */
export const exampleText = (x: Example): string => (language() === 'zh' && inChinese(x)) || x.text;

/** The example that a text is, in whichever language; one that was not loaded cannot stand in the editor. */
export const exampleOf = (text: string): Example | undefined => EXAMPLES.find((x) => x.text === text || inChinese(x) === text);
