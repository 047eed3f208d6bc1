/**
 * What `-json=0,file://…` writes, made from the lines of `-m=2` (cmd/compile/internal/logopt/log_opts.go has the format): first a record
 * that names version and file, then one diagnostic a line, ordered by place. Lines and columns count from 1, as the compiler's own do.
 * Only escape analysis and the inliner are here; the compiler's back end adds records of its own (`nilcheck`, `isInBounds`, …).
 */

export type LogPosition = { readonly line: number; readonly character: number };
export type LogRange = { readonly start: LogPosition; readonly end: LogPosition };
export type LogRelated = { readonly location: { readonly uri: string; readonly range: LogRange }; readonly message: string };
export type LogEntry = {
  readonly range: LogRange; readonly severity: 3; readonly code: string; readonly source: 'go compiler'; readonly message: string; readonly relatedInformation?: readonly LogRelated[];
};
export type LogHeader = { readonly version: 0; readonly package: string; readonly goos: string; readonly goarch: string; readonly gc_version: string; readonly file: string };

/** The codes that escape analysis and the inliner write. */
export const CODES: readonly string[] = ['escape', 'escapes', 'leak', 'canInlineFunction', 'cannotInlineFunction'];

const POSITION = /^(.*?):(\d+)(?::(\d+))?: ?(.*)$/s;
const at = (line: number, character: number): LogRange => ({ start: { line, character }, end: { line, character } });

type Building = { range: LogRange; code: string; message: string; related: LogRelated[]; hops: number; first: string; batch: string };

/** A line of `-m=2`, and where what it tells about stands in functions that were inlined. */
export type VerboseLine = { readonly text: string; readonly inlined: readonly string[] };

/** The entries for one file, in the compiler's order. `uri` is the file's. */
export function logEntries(verboseLines: readonly VerboseLine[], uri: string): LogEntry[] {
  const out: Building[] = [];
  let current: Building | null = null;
  for (const { text, inlined } of verboseLines) {
    const inside = inlined.flatMap((place): LogRelated[] => {
      const p = /^(.*):(\d+):(\d+)$/s.exec(place);
      return p ? [{ location: { uri: uri.endsWith(`/${p[1]}`) ? uri : `file://${p[1]}`, range: at(Number(p[2]), Number(p[3])) }, message: 'inlineLoc' }] : [];
    });
    const m = POSITION.exec(text);
    if (!m) continue;
    const range = at(Number(m[2]), Number(m[3] ?? 0));
    const said = m[4]!;
    const add = (code: string, message: string): Building => {
      const entry: Building = { range, code, message, related: [], hops: 0, first: '', batch: '' };
      out.push(entry);
      return entry;
    };
    const flow = /^ {2}flow: (.*)$/s.exec(said);
    const from = /^ {4}from (.*) at (?:(.*?):)?(\d+):(\d+)$/s.exec(said);
    let found: RegExpExecArray | null;
    if (flow && current) {
      current.hops++;
      if (current.hops === 1) current.first = flow[1]!;
      // Where the flow's first step is; without one, what it comes from: the site itself, or nowhere.
      const place = /← [*&]*\{temp\}:$/.test(flow[1]!) ? { uri: 'file://__unnamed__', range: at(0, 0) } : { uri, range: current.range };
      current.related.push({ location: place, message: `escflow:    flow: ${flow[1]}` });
    } else if (from && current) {
      const place = { uri, range: at(Number(from[3]), Number(from[4])) };
      const last = current.related.at(-1);
      if (last?.message.startsWith('escflow:    flow: ')) current.related.splice(-1, 1, { ...last, location: place }, ...inside);
      current.related.push({ location: place, message: `escflow:      from ${from[1]}` }, ...inside);
    } else if ((found = /^(.*) escapes to heap in (.*):$/s.exec(said))) {
      current = add('escape', `${found[1]} escapes to heap`);
      current.batch = found[2]!.replace(/\.func\d.*/, '');
      current.related.push(...inside);
    } else if ((found = /^parameter (.*) leaks to (.*) for .* with derefs=(\d+):$/s.exec(said))) current = add('leak', `parameter ${found[1]} leaks to ${found[2]} with derefs=${found[3]}`);
    else if ((found = /^can inline .*? with cost (\d+) as: /s.exec(said))) add('canInlineFunction', `cost: ${found[1]}`);
    else if ((found = /^cannot inline [^:]*(?:\[[^\]]*\][^:]*)?: (.*)$/s.exec(said)) && !/ into /.test(said.split(': ')[0]!)) add('cannotInlineFunction', found[1]!);
    else if (/ escapes to heap$/s.test(said)) add('escape', '').related.push(...inside);
  }
  // An address that goes straight to the heap, or to what went there so, is told while the graph is built, under a code of its own.
  const early = new Set<string>();
  for (const entry of out) {
    const to = /^(.*?) ← &(.*):$/s.exec(entry.first);
    if (entry.code !== 'escape' || entry.hops !== 1 || !to || !(to[1] === '{heap}' || early.has(`${entry.batch} ${to[1]}`))) continue;
    entry.code = 'escapes';
    early.add(`${entry.batch} ${to[2]}`);
  }
  return out.map((entry, i) => ({ entry, i }))
    .sort((a, b) => a.entry.range.start.line - b.entry.range.start.line || a.entry.range.start.character - b.entry.range.start.character || a.i - b.i)
    .map(({ entry: { range, code, message, related } }): LogEntry => ({
      range, severity: 3, code, source: 'go compiler', message, ...(related.length > 0 ? { relatedInformation: related } : {}),
    }));
}

/** As Go's encoder writes it: without blanks, and with `<`, `>` and `&` written as numbers. */
const encode = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The whole file. */
export function logFile(verboseLines: readonly VerboseLine[], goVersion: string, target: string, name: string, packagePath = 'main'): string {
  const [goos, goarch] = target.split('/');
  const file = `/${name}`;
  const header: LogHeader = { version: 0, package: packagePath, goos: goos ?? '', goarch: goarch ?? '', gc_version: goVersion, file };
  return [header, ...logEntries(verboseLines, `file://${file}`)].map((x) => `${encode(x)}\n`).join('');
}
