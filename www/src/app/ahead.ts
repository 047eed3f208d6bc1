/** What is kept for a time without a network, beyond the page itself. */
import { StdFiles } from '../engine/std';
import { EXAMPLES, exampleText, loadExamples } from './examples';

/** The paths that a program imports. */
export const imports = (text: string): string[] => {
  const clauses = text.match(/^import\s*(?:\([^)]*\)|.*)/gm) ?? [];
  return clauses.flatMap((clause) => [...clause.matchAll(/"([^"]+)"/g)].map(([, path]) => path!));
};

/** Keeps the facts about the packages that the examples import, one after the other: a few hundred kilobytes. */
export async function keepExamples(): Promise<void> {
  await loadExamples();
  const files = new StdFiles(new URL('std/', document.baseURI).href);
  for (const path of new Set(EXAMPLES.flatMap((x) => imports(exampleText(x))))) await files.load(path).catch(() => undefined);
}
