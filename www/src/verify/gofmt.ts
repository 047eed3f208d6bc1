/** Runs gofmt once, in an instance of its own: the text on its standard input, the result on its output. */
import { ConsoleStdout, File, OpenFile, WASI } from '@bjorn3/browser_wasi_shim';

export type Formatted = { readonly kind: 'text'; readonly text: string } | { readonly kind: 'errors'; readonly errors: readonly string[] };

export async function runGofmt(module: WebAssembly.Module, text: string): Promise<Formatted> {
  const out = new File([]);
  const errors: string[] = [];
  const wasi = new WASI(['gofmt'], ['GOGC=off', 'GOMEMLIMIT=512MiB', 'GOMAXPROCS=1'], [
    new OpenFile(new File(new TextEncoder().encode(text))), new OpenFile(out), ConsoleStdout.lineBuffered((line) => errors.push(line)),
  ], { debug: false });
  const instance = await WebAssembly.instantiate(module, { wasi_snapshot_preview1: wasi.wasiImport });
  const status = wasi.start(instance as unknown as Parameters<WASI['start']>[0]);
  if (status !== 0) return { kind: 'errors', errors };
  return { kind: 'text', text: new TextDecoder().decode(out.data) };
}

/** Line, column and words of an error as gofmt prints it. */
export function gofmtError(line: string): { readonly line: number; readonly col: number; readonly text: string } | null {
  const m = /^<standard input>:(\d+):(\d+): (.*)$/.exec(line);
  return m && { line: Number(m[1]), col: Number(m[2]), text: m[3]! };
}
