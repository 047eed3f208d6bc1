/**
 * A benchmark of a suggestion: one `_test.go` file with the program as it is and as it would be, whose names all have `After` at their end.
 * Names are found with the editor's own grammar; whether the file compiles is for the engine to say.
 */
import { parser } from '@lezer/go';
import type { SyntaxNode } from '@lezer/common';
import type { Edit, Function, Report } from '../engine/wire';

export function applyEdits(text: string, edits: readonly Edit[]): string {
  let out = '';
  let at = 0;
  for (const { from, to, insert } of edits) {
    out += text.slice(at, from) + insert;
    at = to;
  }
  return out + text.slice(at);
}

type Imported = { readonly name: string; readonly path: string };
type Parts = { readonly imports: readonly Imported[]; /** The text behind the imports. */ readonly body: string; readonly packageName: string };

/** Package, imports, and the rest of a file. */
export function partsOf(text: string): Parts | null {
  const tree = parser.parse(text);
  const imports: Imported[] = [];
  let bodyFrom = 0;
  let packageName = '';
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (node.name === 'PackageClause') {
      packageName = text.slice(node.from, node.to).replace(/^package\s+/, '').trim();
      bodyFrom = node.to;
    } else if (node.name === 'ImportDecl') {
      tree.iterate({ from: node.from, to: node.to, enter: (inner) => {
        if (inner.name !== 'ImportSpec') return;
        const m = /^(?:([\w.]+)\s+)?["`](.*)["`]$/s.exec(text.slice(inner.from, inner.to).trim());
        if (m) imports.push({ name: m[1] ?? '', path: m[2]! });
      } });
      bodyFrom = node.to;
    }
  }
  return packageName ? { imports, packageName, body: text.slice(bodyFrom).replace(/^[;\s]*\n/, '\n') } : null;
}

/** The names that a file declares at its top, without those of methods. */
export function topNames(text: string): Set<string> {
  const names = new Set<string>();
  const tree = parser.parse(text);
  const add = (node: SyntaxNode): void => {
    for (let child = node.firstChild; child; child = child.nextSibling) {
      if (child.name === 'DefName') names.add(text.slice(child.from, child.to));
      else if (/^(SpecList|VarSpec|ConstSpec|TypeSpec)$/.test(child.name)) add(child);
    }
  };
  for (let node = tree.topNode.firstChild; node; node = node.nextSibling) {
    if (/^(FunctionDecl|VarDecl|ConstDecl|TypeDecl)$/.test(node.name)) add(node);
  }
  names.delete('_');
  names.delete('init');
  return names;
}

/** The text with some names changed, wherever they are no fields; keys of literals are changed or not, since the grammar cannot tell. */
export function renamed(text: string, names: ReadonlySet<string>, suffix: string, keys: boolean): string {
  const places: number[] = [];
  parser.parse(text).iterate({ enter: (node) => {
    if (!/^(DefName|VariableName|TypeName)$/.test(node.name) || !names.has(text.slice(node.from, node.to))) return;
    if (!keys && node.node.parent?.name === 'Key') return;
    places.push(node.to);
  } });
  let out = '';
  let at = 0;
  for (const place of places.sort((a, b) => a - b)) {
    out += text.slice(at, place) + suffix;
    at = place;
  }
  return out + text.slice(at);
}

/** How a value for a parameter is made: before the loop, and what is passed. */
type Argument = { readonly setup: string; readonly value: string; readonly each: string; readonly imports: readonly string[] };

function argument(type: string, n: number): Argument | null {
  const name = `a${n}`;
  const plain = (value: string): Argument => ({ setup: '', value, each: '', imports: [] });
  if (type === 'string') return plain('"the quick brown fox"');
  if (type === 'bool') return plain('true');
  if (/^(u?int(8|16|32|64|ptr)?|float(32|64)|byte|rune|time\.Duration)$/.test(type)) return plain('7');
  if (type === 'error') return plain('nil');
  if (type === 'any' || type === 'interface {}') return plain('7');
  if (type === '[]byte') return { setup: `${name} := []byte("the quick brown fox")`, value: name, each: '', imports: [] };
  if (type === '[]string') return { setup: `${name} := []string{"the", "quick", "brown", "fox"}`, value: name, each: '', imports: [] };
  if (/^\[\](u?int(8|16|32|64)?|float(32|64))$/.test(type)) return { setup: `${name} := ${type}{1, 2, 3, 4}`, value: name, each: '', imports: [] };
  if (type === 'io.Writer') return { setup: '', value: 'io.Discard', each: '', imports: ['io'] };
  if (type === 'io.Reader') return { setup: `${name} := strings.NewReader("")`, value: name, each: `${name}.Reset("the quick brown fox")`, imports: ['strings'] };
  if (type === 'http.ResponseWriter') return { setup: `${name} := httptest.NewRecorder()`, value: name, each: `${name}.Body.Reset()`, imports: ['net/http/httptest'] };
  if (type === '*http.Request') {
    return { setup: `body${n} := strings.NewReader("")\n\t${name} := httptest.NewRequest("POST", "/", body${n})`, value: name, each: `body${n}.Reset("the quick brown fox")`, imports: ['net/http/httptest', 'strings'] };
  }
  if (type === 'context.Context') return { setup: '', value: 'context.Background()', each: '', imports: ['context'] };
  return null;
}

/** What a `main` that never returns has. */
const FOR_EVER = /\bListen(AndServe\w*)?\(|\bselect \{\}|\bsignal\.Notify|\bfor \{/;

type Call = { readonly setup: readonly string[]; readonly each: readonly string[]; readonly name: string; readonly args: string; readonly imports: readonly string[]; readonly viaMain: boolean };

/** A call of the function with values of its types; of `main` where they are not known, with what it prints thrown away. */
function callOf(f: Function | undefined): Call {
  const list = f?.kind === 'func' && /^\w+$/.test(f.name) && f.name !== 'main' ? f.params.map((p, i) => argument(p.typeName, i)) : null;
  if (!f || !list || list.some((a) => a === null)) return { setup: [], each: [], name: 'main', args: '', imports: ['os'], viaMain: true };
  const args = list as Argument[];
  return {
    setup: args.map((a) => a.setup).filter(Boolean), each: args.map((a) => a.each).filter(Boolean), name: f.name, args: args.map((a) => a.value).join(', '),
    imports: args.flatMap((a) => a.imports), viaMain: false,
  };
}

const QUIET = `	out := os.Stdout
	quiet, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		b.Fatal(err)
	}
	os.Stdout = quiet
	defer func() { os.Stdout = out }()
`;

function benchmark(title: string, call: Call, suffix: string): string {
  const setup = call.viaMain ? QUIET : call.setup.map((s) => `\t${s}\n`).join('');
  return `func Benchmark${title}(b *testing.B) {
${setup}	b.ReportAllocs()
	for b.Loop() {
${call.each.map((e) => `\t\t${e}\n`).join('')}		${call.name}${suffix}(${call.args})
	}
}
`;
}

export type Bench = { readonly text: string; readonly function: string };

/**
 * The file, for the engine to check. `keys` says whether keys of literals are renamed; null where the program cannot be taken apart or has
 * no `main` to run where the function's parameters are unknown.
 */
export function benchFile(report: Report, text: string, edits: readonly Edit[], at: number, keys: boolean): Bench | null {
  const f = report.functions.find((x) => x.kind !== 'init' && x.whole.file === 0 && x.whole.from <= at && at <= x.whole.to && x.parent === null);
  const call = callOf(f);
  const before = partsOf(text);
  const changed = applyEdits(text, edits);
  const after = partsOf(changed);
  if (!before || !after || (call.viaMain && (!topNames(text).has('main') || FOR_EVER.test(text)))) return null;
  const names = topNames(changed);
  const imports = new Map<string, Imported>();
  for (const path of ['testing', ...call.imports]) imports.set(path, { name: '', path });
  for (const i of [...before.imports, ...after.imports]) if (!imports.has(`${i.name}${i.path}`)) imports.set(`${i.name}${i.path}`, i);
  const specs = [...imports.values()].sort((a, b) => (a.path < b.path ? -1 : 1)).map((i) => `\t${i.name ? `${i.name} ` : ''}"${i.path}"`);
  return {
    function: call.name,
    text: `package ${before.packageName}

import (
${specs.join('\n')}
)

${benchmark('Before', call, '')}
${benchmark('After', call, 'After')}
// The program as it is.

${before.body.trim()}

// The program with the change: its names end in After.

${renamed(after.body.trim(), names, 'After', keys)}
`,
  };
}
