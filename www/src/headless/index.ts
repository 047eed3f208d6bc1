/**
 * The analyser without a page: the npm package that `npm run build:package` makes. The same engine and facts as the page's, in Node (from the
 * package's own files) and in browsers and other run times (fetched from beside this file). Nothing else is asked of anybody.
 */
import type { Answer, Change, Input, InputFile, Options, Report, WhatIf } from '../engine/wire.js';
import { Engine, initSync } from '../pkg/goescape.js';

export type * from '../engine/wire.js';

/** A program: the text of one file, which may be a module in txtar form; or the files of one package. */
export type Source = string | readonly InputFile[];

/** What `whatIf` found: the changes that are possible, the difference that one makes, or why it cannot be made. */
export type WhatIfAnswer = Exclude<WhatIf, { kind: 'missing' }>;

type Index = { readonly packages: Readonly<Record<string, string>> };

/** A file of this package. */
async function read(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const url = new URL(path, import.meta.url);
  if (url.protocol === 'file:') return new Uint8Array(await (await import('node:fs/promises')).readFile(url));
  const response = await fetch(url);
  if (!response.ok) throw new Error(`cannot fetch ${url.href}: ${response.status}`);
  return new Uint8Array(await response.arrayBuffer());
}

type Started = { readonly engine: Engine; readonly index: Index };

async function start(): Promise<Started> {
  const [module, index] = await Promise.all([read('../pkg/goescape_bg.wasm'), read('../std/index.json')]);
  initSync({ module });
  const engine = new Engine();
  const known = JSON.parse(new TextDecoder().decode(index)) as Index;
  engine.setAvailable(Object.keys(known.packages));
  return { engine, index: known };
}

let started: Promise<Started> | null = null;

/** Asks until the engine has the facts about all packages that the program imports. What failed once is tried again by the next call. */
async function asked<A extends Answer | WhatIf>(ask: (engine: Engine) => A): Promise<Exclude<A, { kind: 'missing' }>> {
  started ??= start().catch((error: unknown) => {
    started = null;
    throw error;
  });
  const { engine, index } = await started;
  for (;;) {
    const answer = ask(engine);
    if (answer.kind !== 'missing') return answer as Exclude<A, { kind: 'missing' }>;
    for (const path of answer.missing) engine.addPackage(path, await read(`../std/${index.packages[path]!}`));
  }
}

function inputOf(source: Source, options: Partial<Options>): Input {
  const files = typeof source === 'string' ? [{ name: 'prog.go', text: source }] : [...source];
  return { files, options: { inline: true, lang: 'go1.27', verbose: false, advise: false, archive: typeof source === 'string', ...options } };
}

/**
 * Analyses a program as the page does, with inlining unless `options` say otherwise: the sites with their verdicts and flows, the compiler's
 * lines (`-m`; with `verbose` those of `-m=2` too), errors, and with `advise` suggestions and lints. A program with errors has a report too.
 */
export async function analyze(source: Source, options: Partial<Options> = {}): Promise<Report> {
  const input = inputOf(source, options);
  return (await asked((engine) => engine.analyze(input) as Answer)).report;
}

/** What a change to a copy of the program would do to its verdicts; for null, the changes that are possible. */
export async function whatIf(source: Source, change: Change | null, options: Partial<Options> = {}): Promise<WhatIfAnswer> {
  const input = inputOf(source, options);
  return asked((engine) => engine.whatIf(input, change) as WhatIf);
}
