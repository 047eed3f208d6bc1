/** What the page and the profile's worker say to each other. */
import type { Attribution, ProgramFunction } from './attribute';
import type { BrokenCode, SampleType } from './pprof';

export type Summary = {
  readonly types: readonly SampleType[];
  readonly defaultType: string;
  readonly period: number;
  readonly samples: number;
  readonly functions: number;
};

export type ToProfileWorker =
  | { readonly type: 'load'; readonly id: number; readonly file: Blob }
  | { readonly type: 'match'; readonly id: number; readonly functions: readonly ProgramFunction[]; readonly packageName: string };

export type FromProfileWorker =
  | { readonly type: 'progress'; readonly id: number; readonly bytes: number }
  | { readonly type: 'loaded'; readonly id: number; readonly summary: Summary }
  | { readonly type: 'broken'; readonly id: number; readonly code: BrokenCode; readonly detail: string }
  | { readonly type: 'matched'; readonly id: number; readonly attribution: Attribution };
