/** The examples: a ladder from the founding article to the hard cases, in groups; their comments in the reader's language. */
import { language, type Key } from '../i18n';

const texts = import.meta.glob<string>('../../content/examples/*.go', { query: '?raw', import: 'default', eager: true });

const LADDER = {
  first: ['returned-pointer', 'interface', 'small-values', 'closure', 'method-value', 'goroutine', 'channel'],
  sizes: ['slice-size', 'append-growth', 'string-building', 'maps'],
  compiler: ['inlining', 'devirtualise', 'generics'],
  pools: ['buffer-pool', 'pool-misuse'],
  programs: ['packet-reader', 'json-requests', 'http-handler', 'log-line'],
} as const;

export type Group = keyof typeof LADDER;
export const GROUPS = Object.keys(LADDER) as readonly Group[];

export type Example = { readonly id: (typeof LADDER)[Group][number]; readonly group: Group; readonly text: string; readonly title: Key; readonly lesson: Key };

export const EXAMPLES: readonly Example[] = GROUPS.flatMap((group) => LADDER[group].map((id): Example => ({
  id,
  group,
  text: texts[`../../content/examples/${id}.go`]!,
  title: `example.${id}.title`,
  lesson: `example.${id}.lesson`,
})));

let chinese: ReadonlyMap<Example['id'], string> | null = null;

/** Brings what the present language needs; at once where that is nothing. */
export async function loadExamples(): Promise<void> {
  if (language() !== 'zh' || chinese) return;
  const { inChinese } = await import('./examples-zh');
  chinese = new Map(EXAMPLES.map((x) => [x.id, inChinese(x)]));
}

/** An example's program in the present language. */
export const exampleText = (x: Example): string => (language() === 'zh' && chinese?.get(x.id)) || x.text;

/** The example that a text is, in whichever language. */
export const exampleOf = (text: string): Example | undefined => EXAMPLES.find((x) => x.text === text || chinese?.get(x.id) === text);
