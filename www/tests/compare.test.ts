/** Output of real compilers, read and compared; and our file of `-json`, held to the one that the compiler writes. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { commandFor, compareSaid, oursFor, parsePasted, saidByEntries } from '../src/compare/parse';
import { differenceReport } from '../src/compare/view';
import { benchFile, partsOf, renamed, topNames } from '../src/export/bench';
import { BENCH_COMMANDS } from '../src/export/commands';
import { CODES, logEntries, logFile, type VerboseLine } from '../src/export/json';
import type { Answer } from '../src/engine/wire';
import { Engine, initSync } from '../src/pkg/goescape.js';
import { compilerEnv, goroot } from './compiler';
import { report, site, span } from './report';

/** Lines of which nothing is known but the text. */
const plainLines = (lines: readonly string[]): VerboseLine[] => lines.map((text) => ({ text, inlined: [] }));

const M = `# command-line-arguments
./prog.go:5:2: moved to heap: x
./prog.go:6:13: ... argument does not escape
../other/other.go:3:1: moved to heap: y
`;

test('the output of -m, whatever the file is called and whatever stands around it', () => {
  const pasted = parsePasted(M, 'prog.go')!;
  expect(pasted).toMatchObject({ form: 'm', inline: false, file: 'prog.go', others: 1 });
  expect(pasted.said).toEqual([{ line: 5, col: 2, text: 'moved to heap: x' }, { line: 6, col: 13, text: '... argument does not escape' }]);
  expect(parsePasted(M.replaceAll('./prog.go', '/home/me/prog.go').replaceAll('\n', '\r\n'), 'prog.go')!.said).toEqual(pasted.said);
  // A file of another name is theirs, if it is the one that most lines are about.
  expect(parsePasted(M.replaceAll('prog.go', 'mine.go'), 'prog.go')).toMatchObject({ file: 'mine.go', others: 1 });
});

test('what no compiler printed', () => {
  expect(parsePasted('hello\nworld', 'prog.go')).toBeNull();
  expect(parsePasted('{"a": 1}', 'prog.go')).toBeNull();
  expect(parsePasted('{"version":0,"file":"/prog.go"}\nnot json', 'prog.go')).toBeNull();
});

test('inlining is told by its lines; the command is that of the form', () => {
  expect(parsePasted('./prog.go:3:6: can inline f\n', 'prog.go')).toMatchObject({ form: 'm', inline: true });
  expect(parsePasted('./prog.go:3:6: can inline f with cost 4 as: func() { x := 1 }\n', 'prog.go')).toMatchObject({ form: 'm2', inline: true });
  expect(commandFor('m2', false, 'prog.go')).toBe("go build -gcflags='-l -m=2' prog.go");
});

test('lines as sets that count, in the order of their place', () => {
  const s = (line: number, text: string) => ({ line, col: 1, text });
  expect(compareSaid([s(3, 'a'), s(2, 'b'), s(2, 'b'), s(4, 'c')], [s(2, 'b'), s(3, 'x'), s(9, 'z')])).toEqual([
    { kind: 'same', line: 2, col: 1, text: 'b' }, { kind: 'theirs', line: 2, col: 1, text: 'b' },
    { kind: 'differs', line: 3, col: 1, theirs: 'a', ours: 'x' }, { kind: 'theirs', line: 4, col: 1, text: 'c' }, { kind: 'ours', line: 9, col: 1, text: 'z' },
  ]);
});

test('a report has what one needs to see it again', () => {
  const text = differenceReport([{ kind: 'differs', line: 3, col: 1, theirs: 'a', ours: 'b' }], 'package p // ```\n', 'go build', 'go1.27.3');
  expect(text).toContain('3:1: compiler: `a`, goescape: `b`');
  expect(text).toContain('````go\npackage p');
});

const PKG = new URL('../src/pkg/goescape_bg.wasm', import.meta.url);

/** What our engine says with `-m=2`. */
function verbose(text: string): readonly VerboseLine[] {
  initSync({ module: readFileSync(PKG) });
  const std = new URL('../public/std/', import.meta.url);
  const index = (JSON.parse(readFileSync(new URL('index.json', std), 'utf8')) as { packages: Record<string, string> }).packages;
  const engine = new Engine();
  engine.setAvailable(Object.keys(index));
  const ask = (): Answer => engine.analyze({ files: [{ name: 'prog.go', text }], options: { inline: true, lang: 'go1.27', verbose: true, advise: false } }) as Answer;
  let answer = ask();
  while (answer.kind === 'missing') {
    for (const path of answer.missing) engine.addPackage(path, readFileSync(new URL(index[path]!, std)));
    answer = ask();
  }
  engine.free();
  // As the export has it: the lines about the text itself.
  return answer.report.verboseLines.filter((l) => l.span);
}

describe.skipIf(!goroot)('the real compiler', { timeout: 120_000 }, () => {
  let dir = '';
  beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'goescape-')); });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));
  const go = (...args: string[]) => {
    const r = spawnSync(join(goroot!, 'bin/go'), args, { cwd: dir, env: compilerEnv, encoding: 'utf8' });
    return { status: r.status, text: `${r.stdout}${r.stderr}` };
  };

  test.each(EXAMPLES)('$id: our file of -json, made from the lines of -m=2, is the compiler’s', ({ text }) => {
    for (const flags of ['-l ', '']) {
      writeFileSync(join(dir, 'prog.go'), text);
      const said = go('build', '-o', join(dir, 'prog'), `-gcflags=${flags}-m=2 -json=0,file://${dir}/log`, 'prog.go');
      expect(said.status, said.text).toBe(0);
      const log = readFileSync(join(dir, 'log/main/prog.json'), 'utf8').trimEnd().split('\n').map((l) => JSON.parse(l));
      const file = log[0].file as string;
      const theirs = log.slice(1).filter((e) => CODES.includes(e.code));
      const lines: string[] = [];
      for (const line of said.text.split('\n').slice(1).filter(Boolean)) lines.push(line);
      const here = lines.filter((l) => l.startsWith('./prog.go'));
      const ours = logEntries(plainLines(here), `file://${file}`);
      // Where code of another package was inlined, the log tells places that the lines do not.
      const isFlow = (message: string | undefined): boolean => message?.startsWith('escflow:    flow: ') ?? false;
      const plain = ({ relatedInformation = [], ...e }: (typeof ours)[number]) => {
        const told = relatedInformation.filter((r) => r.message !== 'inlineLoc');
        // Nor do they tell where a variable stands that a flow passes without a step.
        return { ...e, relatedInformation: told.map((r, k) => (isFlow(r.message) && (k + 1 === told.length || isFlow(told[k + 1]!.message)) ? r.message : r)) };
      };
      const shown = (list: readonly (typeof ours)[number][]) => list.map((e) => JSON.stringify(plain(e)));
      expect(shown(ours)).toEqual(shown(theirs));
      // Made from the engine's own lines it tells these places too, as far as they are in this program.
      if (flags === '' && existsSync(PKG)) {
        const stepless = (e: (typeof ours)[number]): boolean => plain(e).relatedInformation.some((r) => typeof r === 'string');
        const inHere = (list: readonly (typeof ours)[number][]): unknown[] => list.filter((e) => !stepless(e)).map((e) => ({
          at: e.range.start, code: e.code, inlined: (e.relatedInformation ?? []).filter((r) => r.message === 'inlineLoc' && r.location.uri === `file://${file}`).map((r) => r.location.range.start),
        }));
        expect(inHere(logEntries(verbose(text), `file://${file}`))).toEqual(inHere(theirs));
      }
      // The same read back as pasted output agrees with itself.
      const pasted = parsePasted(readFileSync(join(dir, 'log/main/prog.json'), 'utf8'), 'prog.go')!;
      expect(pasted).toMatchObject({ form: 'json', file: 'prog.go' });
      expect(compareSaid(pasted.said, saidByEntries(ours)).every((c) => c.kind === 'same')).toBe(true);
      const m2 = parsePasted(said.text, 'prog.go')!;
      expect(m2.form).toBe('m2');
      expect(compareSaid(m2.said, oursFor('m2', [], plainLines(here.map((l) => l.replaceAll('./prog.go', 'prog.go'))), 'prog.go')).every((c) => c.kind === 'same')).toBe(true);
    }
  });

  test('the file of a benchmark compiles and runs, before and after', () => {
    const text = EXAMPLES.find((x) => x.id === 'packet-reader')!.text;
    const from = text.indexOf('payload := make([]byte, 1500)');
    const at = text.indexOf('func readPacket');
    const f = { name: 'readPacket', kind: 'func' as const, span: span(at + 5, at + 15), whole: span(at, text.indexOf('\n}\n', at) + 2), parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null,
      params: [{ name: 'conn', typeName: 'io.Reader', span: span(at, at), size: 16, site: 0, leaks: [] }], locals: [], perCall: null };
    const edits = [
      { file: 0, from: text.indexOf('\n)\n'), to: text.indexOf('\n)\n'), insert: '\n\t"sync"' },
      { file: 0, from: text.indexOf('// readPacket'), to: text.indexOf('// readPacket'), insert: 'var payloads = sync.Pool{New: func() any { b := make([]byte, 1500); return &b }}\n\n' },
      { file: 0, from, to: from + 'payload := make([]byte, 1500)'.length, insert: 'p := payloads.Get().(*[]byte)\n\tdefer payloads.Put(p)\n\tpayload := *p' },
    ];
    const bench = benchFile(report({ functions: [f], sites: [site({ name: 'x', span: span(from, from + 1) })] }), text, edits, from, false)!;
    expect(bench.function).toBe('readPacket');
    expect(bench.text).toContain('func readPacketAfter(conn io.Reader) (*HeaderAfter, uint32, error)');
    writeFileSync(join(dir, 'goescape_test.go'), bench.text);
    rmSync(join(dir, 'prog.go'), { force: true });
    rmSync(join(dir, 'go.mod'), { force: true });
    expect(go('mod', 'init', 'example.com/bench').status).toBe(0);
    const run = go('test', '-run=^$', '-bench=.', '-benchtime=100x', '-benchmem', '-memprofile=mem.pprof', '-memprofilerate=1');
    expect(run.status, run.text).toBe(0);
    expect(run.text).toMatch(/BenchmarkBefore.* allocs\/op/);
    expect(run.text).toMatch(/BenchmarkAfter.* allocs\/op/);
    expect(existsSync(join(dir, 'mem.pprof'))).toBe(true);
    expect(BENCH_COMMANDS[1]).toContain('-bench=.');
  });
});

test('parts and names of a file', () => {
  const text = 'package p\n\nimport (\n\t"fmt"\n\tx "os"\n)\n\nimport "io"\n\nvar a, b = 1, 2\n\nconst (\n\tc = 1\n\td\n)\n\ntype (\n\tT struct{ a int }\n\tU[P any] []P\n)\n\nfunc (t T) m() int { return t.a + a }\nfunc f() { _ = T{a: c} }\nfunc init() {}\n';
  expect(partsOf(text)).toMatchObject({ packageName: 'p', imports: [{ name: '', path: 'fmt' }, { name: 'x', path: 'os' }, { name: '', path: 'io' }] });
  expect(partsOf(text)!.body.trim().startsWith('var a')).toBe(true);
  expect([...topNames(text)].sort()).toEqual(['T', 'U', 'a', 'b', 'c', 'd', 'f']);
  const out = renamed(text, topNames(text), 'After', false);
  expect(out).toContain('func (t TAfter) m() int { return t.a + aAfter }');
  expect(out).toContain('func fAfter() { _ = TAfter{a: cAfter} }');
  expect(out).toContain('TAfter struct{ a int }');
});

test('the log begins with its version and is written as Go writes it', () => {
  const text = logFile(plainLines(['prog.go:5:2: x escapes to heap in f:', 'prog.go:5:2:   flow: ~r0 ← &x:', 'prog.go:5:2:     from &x (address-of) at prog.go:6:9', 'prog.go:7:3: make(chan<- int) escapes to heap']), 'go1.27.3', 'linux/amd64', 'prog.go');
  const lines = text.trimEnd().split('\n');
  expect(JSON.parse(lines[0]!)).toEqual({ version: 0, package: 'main', goos: 'linux', goarch: 'amd64', gc_version: 'go1.27.3', file: '/prog.go' });
  expect(lines[1]).toContain('escflow:    flow: ~r0 ← \\u0026x:');
  expect(lines).toHaveLength(3);
});
