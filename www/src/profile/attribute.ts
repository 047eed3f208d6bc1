/**
 * Lays a profile over a program. Functions are found by name, in the package of the profile that fits best; lines by their distance from
 * the start of the function, so that pasted code still fits when its place in the file is another.
 */
import type { Frame, Func, Profile } from './pprof';

/** A package of a module in one text: its folder, empty for the module's own, and what its files say it is called. */
export type ProgramPackage = { readonly folder: string; readonly name: string };

/** A function of the program: the compiler's name without the package, and how many lines it takes. */
export type ProgramFunction = {
  readonly name: string;
  /** First line. */
  readonly line: number;
  /** Last line. */
  readonly lastLine: number;
  /** Where it is, in a module of several packages. */
  readonly package?: ProgramPackage;
};

/** What was allocated at one line of one function; one value for each type of the profile. */
export type Row = {
  /** The function's name as the program has it. */
  readonly name: string;
  /** The line in the profile's own file. */
  readonly fileLine: number;
  /** The line in the program; null where the line lies outside of the function as it is now. */
  readonly line: number | null;
  /** Allocated by this line itself. */
  readonly flat: readonly number[];
  /** Allocated by this line and all that it calls. */
  readonly cum: readonly number[];
  /** Allocated by this line, or by other code on its behalf that is no part of the program. */
  readonly own: readonly number[];
  /** The function that allocates most of `own`, where that is another one: `strings.(*Builder).grow`. */
  readonly via: string | null;
  /** `own` by the size of one object, where the profile tells that. */
  readonly sizes: readonly { readonly size: number; readonly own: readonly number[] }[];
};

export type Attribution = {
  /** The packages of the profile that those of the program were taken for; null where nothing fits. */
  readonly package: string | null;
  readonly rows: readonly Row[];
  /** Sums over the whole profile. */
  readonly totals: readonly number[];
  /** Sums of `own` over all rows. */
  readonly owned: readonly number[];
};

/** The package path and the rest of a function's full name: `net/http`, `(*conn).serve`. */
export function splitName(full: string): { package: string; name: string } {
  // Type arguments can hold slashes and dots of their own.
  const bracket = full.indexOf('[');
  const plain = bracket < 0 ? full : full.slice(0, bracket);
  const dot = plain.indexOf('.', plain.lastIndexOf('/') + 1);
  if (dot < 0) return { package: '', name: full };
  return { package: full.slice(0, dot), name: full.slice(dot + 1) };
}

function withoutArguments(name: string): string {
  let out = '';
  let depth = 0;
  for (const c of name) {
    if (c === '[') depth++;
    else if (c === ']') depth--;
    else if (depth === 0) out += c;
  }
  return out;
}

/** What the compiler makes of a part of a function: wrappers of go and defer statements, bodies of ranges over functions. */
const PART = /\.(?:gowrap|deferwrap)\d+|-range\d+/g;

/** Without type arguments, and as a part of the function that it was written in. */
export function plainName(name: string): string {
  return withoutArguments(name).replace(PART, '').replace(/-fm$/, '');
}

/** Every program has these, so they tell nothing. */
const COMMON = /^(main|init(\.\d+)?)(\.|$)/;

/** The package of the profile whose functions are most of a package's, apart from those that are `taken`. */
function bestPackage(profile: Profile, byName: ReadonlyMap<string, ProgramFunction>, { folder, name: packageName }: ProgramPackage, taken: Taken): string | null {
  const found = new Map<string, Set<string>>();
  for (const f of profile.functions) {
    const { package: path, name } = splitName(f.name);
    const plain = plainName(name);
    if (byName.has(plain) && !taken.has(path)) found.set(path, (found.get(path) ?? new Set()).add(plain));
  }
  const score = (names: ReadonlySet<string>): number => [...names].reduce((n, name) => n + (COMMON.test(name) ? 0.1 : 1), 0);
  const last = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
  const fits = (path: string): boolean => (folder !== '' && packageName !== 'main' ? `/${path}`.endsWith(`/${folder}`) : last(path) === packageName);
  // One common name, such as `New`, proves nothing about a package of another name. That of `main` can have any path.
  return [...found].filter(([path, names]) => fits(path) || packageName === 'main' || (folder === '' && names.size > 1))
    .sort(([a, m], [b, n]) => score(n) - score(m) || Number(fits(b)) - Number(fits(a)) || (a < b ? -1 : 1))[0]?.[0] ?? null;
}

/** The functions of the program by the path that their package has in the profile, and by name. */
type Taken = Map<string, ReadonlyMap<string, ProgramFunction>>;

/** Finds the packages of a program in a profile; those in a folder first, as their paths tell them. */
function packages(profile: Profile, functions: readonly ProgramFunction[], packageName: string): Taken {
  const groups = new Map<string, { readonly of: ProgramPackage; readonly byName: Map<string, ProgramFunction> }>();
  for (const f of functions) {
    const of = f.package ?? { folder: '', name: packageName };
    const key = `${of.folder}:${of.name}`;
    const group = groups.get(key) ?? { of, byName: new Map<string, ProgramFunction>() };
    groups.set(key, group);
    group.byName.set(plainName(f.name), f);
  }
  const taken: Taken = new Map();
  const sure = ({ folder, name }: ProgramPackage): number => Number(folder !== '' && name !== 'main');
  for (const { of, byName } of [...groups.values()].sort((a, b) => sure(b.of) - sure(a.of))) {
    const path = bestPackage(profile, byName, of, taken);
    if (path !== null) taken.set(path, byName);
  }
  return taken;
}

const add = (to: number[], values: readonly number[]): void => { for (let i = 0; i < to.length; i++) to[i]! += values[i] ?? 0; };

type Cell = { fn: ProgramFunction; fileLine: number; startLine: number; flat: number[]; cum: number[]; own: number[]; via: Map<number, number>; sizes: Map<number, number[]> };

/** What the profile says about the functions of a program. */
export function attribute(profile: Profile, functions: readonly ProgramFunction[], packageName: string): Attribution {
  const zeros = (): number[] => profile.types.map(() => 0);
  const totals = zeros();
  const found = packages(profile, functions, packageName);
  const target = profile.functions.map((f) => {
    const split = splitName(f.name);
    return found.get(split.package)?.get(plainName(split.name)) ?? null;
  });
  // A part begins where it stands; its lines count from the start of the function around it, where the profile tells that.
  const isPart = (f: Func): boolean => splitName(f.name).name.match(PART) !== null;
  const whole = (f: Func): string => { const { package: p, name } = splitName(f.name); return `${p}.${plainName(name)}`; };
  const starts = new Map(profile.functions.filter((f) => !isPart(f)).map((f) => [whole(f), f.startLine]));
  const startOf = profile.functions.map((f) => (isPart(f) ? starts.get(whole(f)) ?? 0 : f.startLine));
  const cells = new Map<number, Map<number, Cell>>();
  const cellOf = (frame: Frame): Cell | null => {
    const fn = target[frame.fn];
    if (!fn) return null;
    let lines = cells.get(frame.fn);
    if (!lines) cells.set(frame.fn, lines = new Map());
    let cell = lines.get(frame.line);
    if (!cell) {
      cell = { fn, fileLine: frame.line, startLine: startOf[frame.fn]!, flat: zeros(), cum: zeros(), own: zeros(), via: new Map(), sizes: new Map() };
      lines.set(frame.line, cell);
    }
    return cell;
  };
  const bytes = Math.max(0, profile.types.findIndex((t) => t.unit === 'bytes'));
  profile.walk((frames, values, size) => {
    add(totals, values);
    let owned = false;
    // A line that is there several times, through recursion or inlining into itself, counts once.
    const seen = new Set<Cell>();
    frames.forEach((frame, i) => {
      const cell = cellOf(frame);
      if (!cell) return;
      if (i === 0) add(cell.flat, values);
      if (!seen.has(cell)) add(cell.cum, values);
      seen.add(cell);
      if (owned) return;
      owned = true;
      add(cell.own, values);
      cell.via.set(frames[0]!.fn, (cell.via.get(frames[0]!.fn) ?? 0) + (values[bytes] ?? 0));
      if (size > 0 && i === 0) {
        const sum = cell.sizes.get(size) ?? zeros();
        add(sum, values);
        cell.sizes.set(size, sum);
      }
    });
  });
  const rows = [...cells.values()].flatMap((lines) => [...lines.values()]).map((cell) => row(profile, cell, target));
  const owned = zeros();
  for (const r of rows) add(owned, r.own);
  rows.sort((a, b) => (b.own[bytes] ?? 0) - (a.own[bytes] ?? 0) || a.fileLine - b.fileLine);
  return { package: [...found.keys()].join(', ') || null, rows, totals, owned };
}

function row(profile: Profile, cell: Cell, target: readonly (ProgramFunction | null)[]): Row {
  const { fn, fileLine, startLine, flat, cum, own } = cell;
  // The text form tells no start lines, and those of some parts are not known: there only the very same file fits.
  const line = startLine > 0 ? fn.line + fileLine - startLine : fileLine;
  const [most] = [...cell.via].sort(([, a], [, b]) => b - a);
  return {
    name: fn.name, fileLine, line: line >= fn.line && line <= fn.lastLine ? line : null, flat, cum, own,
    via: most && target[most[0]] !== fn ? profile.functions[most[0]]!.name : null,
    sizes: [...cell.sizes].map(([size, sums]) => ({ size, own: sums })).sort((a, b) => a.size - b.size),
  };
}
