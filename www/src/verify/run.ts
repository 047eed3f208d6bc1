/** Runs the compiler once, in an instance of its own. */
import { ConsoleStdout, File, OpenFile, PreopenDirectory, WASI, type Inode } from '@bjorn3/browser_wasi_shim';
import { archive, archiveName, compilerArgs, compilerEnv, importConfig } from './files';

export type Program = {
  readonly name: string;
  readonly text: string;
  readonly options: { readonly inline: boolean; readonly lang: string; readonly verbose: boolean };
  /** Import paths and export data. */
  readonly packages: readonly (readonly [string, Uint8Array])[];
};

export type Ran = { readonly status: number; readonly lines: readonly string[] };

/** `header` is that of the index; lines of both outputs come in their order. */
export async function runCompiler(module: WebAssembly.Module, header: string, program: Program): Promise<Ran> {
  const text = new TextEncoder();
  const files = new Map<string, Inode>(program.packages.map(([path, data]) => [archiveName(path), new File(archive(header, data), { readonly: true })]));
  files.set('importcfg', new File(text.encode(importConfig(program.packages.map(([path]) => path))), { readonly: true }));
  files.set(program.name, new File(text.encode(program.text), { readonly: true }));
  const lines: string[] = [];
  const listen = (): ConsoleStdout => ConsoleStdout.lineBuffered((line) => lines.push(line));
  const wasi = new WASI(compilerArgs(program.name, program.options), [...compilerEnv], [new OpenFile(new File([])), listen(), listen(), new PreopenDirectory('/', files)], { debug: false });
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
  const status = wasi.start(instance as unknown as Parameters<WASI['start']>[0]);
  return { status, lines };
}
