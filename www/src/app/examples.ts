/** The examples: a ladder from the founding article to the hard cases, in groups. */
import type { Key } from '../i18n';

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
