/** Small reports for the unit tests. */
import type { Report, Site, Span } from '../src/engine/wire';

export const span = (from: number, to: number, line = 1, col = from + 1): Span => ({ file: 0, from, to, line, col });

export const site = (over: Partial<Site> & Pick<Site, 'name' | 'span'>): Site => ({
  kind: 'variable', function: null, verdict: 'movedToHeap', words: [`moved to heap: ${over.name}`], reason: { code: 'returned', params: {}, at: null },
  flow: [], inlined: [], typeName: null, size: 24, sizeClass: 24, loopDepth: 0, addressTaken: true, leaks: [], allocates: { when: 'always' },
  cost: { objects: { least: 1, most: 1 }, bytes: { least: 24, most: 24 } }, times: { loops: 0, turns: 1, maybe: false }, ...over,
});

export const report = (over: Partial<Report> = {}): Report => ({
  goVersion: 'go1.27.3', target: 'linux/amd64', options: { inline: false, lang: 'go1.27', verbose: false, advise: false }, files: ['prog.go'], notAnalysed: null,
  parts: [], problems: [], errorLines: [], functions: [], sites: [], suggestions: [], together: null, refusals: [], lints: [], notes: [], lines: [], verboseLines: [], ...over,
});
