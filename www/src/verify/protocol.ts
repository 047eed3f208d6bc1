/** What the page and the compiler's worker say to each other. */
import type { Program } from './run';

export type ToVerifyWorker =
  /** Where the page lies. */
  | { readonly type: 'load'; readonly base: string }
  | { readonly type: 'run'; readonly id: number; readonly program: Omit<Program, 'packages'>; readonly imports: readonly string[] };

export type FromVerifyWorker =
  | { readonly type: 'progress'; readonly loaded: number; readonly total: number }
  | { readonly type: 'ready'; readonly goVersion: string }
  | { readonly type: 'ran'; readonly id: number; readonly status: number; readonly lines: readonly string[]; readonly ms: number }
  /** `missing`: this site was built without it; `unreachable`: it could not be loaded; `crashed`: it ended in the middle. */
  | { readonly type: 'failed'; readonly why: 'missing' | 'unreachable' | 'crashed'; readonly message: string };
