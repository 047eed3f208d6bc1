/** All languages at once: for the documentation, which is made in each, and for tests. The page loads the reader's alone. */
import type {
  CaveatCode, CheckCode, FixCode, LintCode, NeverCode, NotAnalysedCode, NoteCode, ProblemKind, ReasonCode, RefusalCode, SiteKind, SometimesCode, StepCode,
  Severity, SuggestionCode, Verdict,
} from '../engine/wire';
import { adviceEn } from './advice-en';
import { adviceZh } from './advice-zh';
import { docsEn } from './docs-en';
import { docsZh } from './docs-zh';
import { en, words as wordsEn } from './en';
import { addWords, type Key, type Language } from './index';
import { lintsEn } from './lints-en';
import { lintsZh } from './lints-zh';
import { predictEn } from './predict-en';
import { predictZh } from './predict-zh';
import { toolsEn } from './tools-en';
import { toolsZh } from './tools-zh';
import { words as wordsZh, zh } from './zh';

/** Every code that the engine can send has its sentences: the type check names those that are missing. */
type WireKey =
  | `verdict.${Verdict}` | `gloss.${Verdict}` | `legend.${Verdict}` | `kind.${SiteKind}` | `reason.${ReasonCode}` | `keep.${ReasonCode}` | `short.${ReasonCode}`
  | `step.${StepCode}` | `never.${NeverCode}` | `sometimes.${SometimesCode}` | `not.${NotAnalysedCode}` | `check.${CheckCode}`
  | `caveat.${CaveatCode}` | `refusal.${RefusalCode}` | `problems.kind.${ProblemKind}` | `fix.${FixCode}` | `suggestion.${SuggestionCode}`
  | `suggestion.${SuggestionCode}.text` | `suggestion.kind.${SuggestionCode}`
  | `lint.${LintCode}` | `lint.${LintCode}.text` | `note.${NoteCode}` | `severity.${Severity}`;
const complete: Readonly<Record<WireKey, string>> = { ...en, ...adviceEn, ...lintsEn };
void complete;

export const TABLES: Readonly<Record<Language, Readonly<Record<Key, string>>>> = {
  en: { ...en, ...adviceEn, ...lintsEn, ...toolsEn, ...predictEn, ...docsEn },
  zh: { ...zh, ...adviceZh, ...lintsZh, ...toolsZh, ...predictZh, ...docsZh },
};
addWords('en', { ...wordsEn, table: TABLES.en });
addWords('zh', { ...wordsZh, table: TABLES.zh });
