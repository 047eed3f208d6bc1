/** What the page and the worker say to each other. Ids count up; the worker has at most one request at a time. */
import type { Advice, Change, Input, Report, WhatIf } from './wire';

/** std/index.json: the Go version and, by import path, the name of the file with the package's export data. */
export type StdIndex = { readonly goVersion: string; readonly packages: Readonly<Record<string, string>> };

export type ToWorker =
  /** Before the first message, where the worker was started with the page: what it will need can come meanwhile. Nothing is answered. */
  | { readonly type: 'prepare'; readonly base: string }
  /** First message: where the page lies, and the compiled module if a worker before this one had it. */
  | { readonly type: 'start'; readonly base: string; readonly module: WebAssembly.Module | null }
  /** With `advise` in its options it is answered without advice, which is asked for then. */
  | { readonly type: 'analyze'; readonly id: number; readonly input: Input }
  /** A little more of the search for advice about the last such input. */
  | { readonly type: 'advise'; readonly id: number }
  /** What differs after a change; for null, the changes that are possible. */
  | { readonly type: 'whatIf'; readonly id: number; readonly input: Input; readonly change: Change | null };

export type FromWorker =
  /** Bytes of the engine that have come; `total` is null where the server does not tell. */
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number | null }
  | { readonly type: 'ready'; readonly module: WebAssembly.Module }
  /** The import paths there are; null where the index could not be loaded. */
  | { readonly type: 'packages'; readonly paths: readonly string[] | null }
  /** Waiting for the network: the watchdog sleeps. */
  | { readonly type: 'fetching'; readonly id: number; readonly paths: readonly string[] }
  | { readonly type: 'computing'; readonly id: number }
  /** `ms` is computing time; `memory` is the engine's memory in bytes, which never shrinks. */
  | { readonly type: 'done'; readonly id: number; readonly report: Report; readonly ms: number; readonly memory: number }
  | { readonly type: 'answered'; readonly id: number; readonly answer: WhatIf; readonly memory: number }
  /** `advice` is null as long as there is more to look for. */
  | { readonly type: 'advised'; readonly id: number; readonly advice: Advice | null; readonly memory: number }
  /** Something could not be fetched; the engine itself is fine. */
  | { readonly type: 'unreachable'; readonly id: number; readonly what: string }
  /** The engine is dead. Before `ready`, `id` is null. */
  | { readonly type: 'crashed'; readonly id: number | null; readonly message: string };
