/** The examples of the founding article, in its order. */
import type { Key } from '../i18n';

const texts = import.meta.glob<string>('../../content/examples/*.go', { query: '?raw', import: 'default', eager: true });

const ORDER = [
  'returned-pointer', 'interface', 'goroutine', 'closure', 'buffer-pool', 'json-requests', 'http-handler', 'log-line', 'packet-reader',
] as const;

export type Example = { readonly id: (typeof ORDER)[number]; readonly text: string; readonly title: Key; readonly lesson: Key };

export const EXAMPLES: readonly Example[] = ORDER.map((id) => ({
  id,
  text: texts[`../../content/examples/${id}.go`]!,
  title: `example.${id}.title`,
  lesson: `example.${id}.lesson`,
}));
