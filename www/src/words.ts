/** From facts to words: what the page says about a site. The sentences themselves are in the i18n table. */
import type { Target } from './editor/targets';
import type { Check, Fix, Leak, NotAnalysed, Refusal, Report, Site, Span, Step, Suggestion } from './engine/wire';
import { count, phrase, t, type Params } from './i18n';
import { plain } from './dom';

/** `{heap}`, `~r0` and `{storage for x}` are the compiler's; the page writes them out. */
export function locationName(name: string): string {
  if (name === '{heap}') return t('why.heap');
  if (/^~r\d+$/.test(name)) return t('why.result', { name });
  const storage = /^\{storage for (.*)\}$/s.exec(name);
  return storage ? storage[1]! : name;
}

export const reasonParams = (site: Site): Params => ({ name: site.name, ...site.reason.params });

export const shortReason = (site: Site): string => t(`short.${site.reason.code}`, reasonParams(site));

/** What differs at run time from what the verdict makes one think; nothing where it does not. */
export function surprise(site: Site): string | null {
  const { allocates, verdict } = site;
  if (allocates.when === 'never' && (verdict === 'movedToHeap' || verdict === 'escapesToHeap')) return t('surprise.free');
  if (allocates.when === 'aboveSize' && verdict === 'doesNotEscape') return t('surprise.above', { bytes: allocates.bytes });
  return null;
}

/** The file that a place stands in: one of several in the text, or the text's own name. */
const fileName = (report: Report, span: Span): string =>
  report.parts.find((part) => part.from <= span.from && span.from <= part.to)?.name ?? report.files[span.file] ?? '?';

/** `prog.go:9:2`, as the compiler writes a position. */
export const position = (report: Report, span: Span): string => `${fileName(report, span)}:${span.line}${span.col > 0 ? `:${span.col}` : ''}`;

/** The compiler's lines about a site, with their position. */
export const compilerLines = (report: Report, site: Site): string[] => site.words.map((w) => `${position(report, site.span)}: ${w}`);

/** Why something has no verdict, as a clause. */
export function notAnalysedText(not: NotAnalysed): string {
  const { what, ...params } = not.params;
  const told = what === undefined ? undefined : phrase(what);
  return plain(`not.${not.code}`, told === undefined ? params : { ...params, what: told });
}

export const notAnalysedBecause = (not: NotAnalysed): string => t('not.because', { why: notAnalysedText(not) });

/** One line about a target, in the compiler's words where it has some. */
export function headline(report: Report, target: Target): string {
  if (target.kind === 'site') {
    const site = report.sites[target.index]!;
    return site.words.join('\n') || `${site.name} ${t(`verdict.${site.verdict}`)}`;
  }
  const f = report.functions[target.index]!;
  return `${f.name}: ${notAnalysedBecause(f.notAnalysed!)}`;
}

export function leakText(leak: Leak): string {
  if (leak.to !== 'result') return plain(`fact.leaks.${leak.to}`);
  return plain(leak.level === 0 ? 'fact.leaks.result0' : 'fact.leaks.result', { result: leak.result ?? '', level: leak.level });
}

export type Fact = { readonly label: string; readonly value: string; readonly on: boolean | null };

/** The four facts that are not the same: address taken, escapes, allocates when it runs, costs something. */
export function facts(site: Site): Fact[] {
  return [addressFact(site), escapeFact(site), allocateFact(site), costFact(site)].filter((f): f is Fact => f !== null);
}

const yesNo = (value: boolean): string => t(value ? 'fact.yes' : 'fact.no');

function addressFact(site: Site): Fact | null {
  if (site.addressTaken === null) return null;
  return { label: t('fact.addressTaken'), value: yesNo(site.addressTaken), on: site.addressTaken };
}

function escapeFact(site: Site): Fact {
  const label = t('fact.escapes');
  if (site.verdict === 'leakingParam') return { label, value: site.leaks.map(leakText).join(' · ') || yesNo(true), on: true };
  const on = site.verdict !== 'doesNotEscape';
  return { label, value: yesNo(on), on };
}

function allocateFact(site: Site): Fact {
  const { allocates } = site;
  const label = t('fact.allocates');
  switch (allocates.when) {
    case 'always': return { label, value: t('fact.allocates.always'), on: true };
    case 'never': return { label, value: t('fact.allocates.never', { why: t(`never.${allocates.why}`) }), on: false };
    case 'aboveSize': return { label, value: t('fact.allocates.aboveSize', { bytes: allocates.bytes }), on: null };
    case 'sometimes': return { label, value: t('fact.allocates.sometimes', { why: t(`sometimes.${allocates.why}`) }), on: null };
    case 'unknown': return { label, value: t('fact.allocates.unknown'), on: null };
  }
}

function costFact(site: Site): Fact | null {
  const label = t('fact.costs');
  const { when } = site.allocates;
  if (when === 'unknown') return null;
  if (when === 'never') return { label, value: t('fact.cost.none'), on: false };
  const cost = site.size === null
    ? t('fact.cost.variable')
    : t(site.sizeClass !== null && site.sizeClass !== site.size ? 'fact.cost.class' : 'fact.cost.bytes', { size: site.size, class: site.sizeClass ?? site.size });
  return { label, value: site.loopDepth > 0 ? t('fact.cost.loop', { cost }) : cost, on: when === 'always' ? true : null };
}

export const stepText = (step: Step): string => t(`step.${step.code}`);

export const suggestionTitle = (s: Suggestion): string => plain(`suggestion.${s.code}`, s.params);

export const fixName = (fix: Fix): string => plain(`fix.${fix.code}`, fix.params);

export const checkText = (check: Check): string => plain(`check.${check.code}`, check.params);

export const refusalParams = (report: Report, refusal: Refusal): Params => ({ name: report.sites[refusal.site]?.name ?? '', ...refusal.params });

/** What the status line says about a report. */
export function summary(report: Report): string {
  const heap = report.sites.filter((s) => s.verdict === 'movedToHeap' || s.verdict === 'escapesToHeap').length;
  const stack = report.sites.filter((s) => s.verdict === 'doesNotEscape').length;
  const leak = report.sites.filter((s) => s.verdict === 'leakingParam').length;
  const not = report.functions.filter((f) => f.notAnalysed).length;
  const parts = [
    report.problems.length > 0 && count('status.problems', report.problems.length),
    heap > 0 && count('status.heap', heap),
    stack > 0 && count('status.stack', stack),
    leak > 0 && count('status.leak', leak),
    not > 0 && t('status.not', { n: not }),
  ].filter((p): p is string => p !== false);
  if (parts.length > 0) return parts.join(' · ');
  return report.notAnalysed ? notAnalysedBecause(report.notAnalysed) : t('status.none');
}
