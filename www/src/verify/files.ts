/** The compiler's file system: the program, and for each import an archive with nothing in it but export data. Pure functions. */

/** One of the toolchain's programs. */
export type PackedProgram = {
  readonly file: string;
  /** Bytes that are loaded. */
  readonly bytes: number;
};

/** verify/index.json: the compiler, and beside it gofmt. */
export type VerifyIndex = PackedProgram & {
  readonly goVersion: string;
  readonly gofmt?: PackedProgram;
  /** First line of an archive's contents: which compiler wrote it. */
  readonly header: string;
};

export function isVerifyIndex(value: unknown): value is VerifyIndex {
  const x = value as VerifyIndex | null;
  return typeof x === 'object' && x !== null && typeof x.goVersion === 'string' && typeof x.file === 'string' && typeof x.bytes === 'number' && typeof x.header === 'string';
}

const TEXT = new TextEncoder();

/** A package's archive: one member that holds its export data (cmd/compile/internal/gc/obj.go writes the form). */
export function archive(header: string, exportData: Uint8Array): Uint8Array<ArrayBuffer> {
  const before = TEXT.encode(`${header}\n\n\n$$B\n`);
  const after = TEXT.encode('\n$$\n');
  const size = before.length + exportData.length + after.length;
  const field = (text: string, width: number): string => text.padEnd(width);
  const head = TEXT.encode(`!<arch>\n${field('__.PKGDEF', 16)}${field('0', 12)}${field('0', 6)}${field('0', 6)}${field('644', 8)}${field(String(size), 10)}\`\n`);
  const out = new Uint8Array(head.length + size);
  let at = 0;
  for (const part of [head, before, exportData, after]) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const archiveName = (path: string): string => `${path.replaceAll('/', '.')}.a`;

export const importConfig = (paths: readonly string[]): string => paths.map((path) => `packagefile ${path}=${archiveName(path)}\n`).join('');

/** The arguments, as the go command gives them for a program of one file. */
export function compilerArgs(name: string, options: { readonly inline: boolean; readonly lang: string; readonly verbose: boolean }): string[] {
  return ['compile', '-p', 'main', `-lang=${options.lang}`, '-complete', '-importcfg', 'importcfg', '-o', 'out.a', options.verbose ? '-m=2' : '-m', ...(options.inline ? [] : ['-l']), name];
}

/** Heap without collection up to here: a run is short, and its memory goes with it. */
export const compilerEnv: readonly string[] = ['GOOS=linux', 'GOARCH=amd64', 'GOAMD64=v1', 'PWD=/', 'GOGC=off', 'GOMEMLIMIT=1GiB'];
