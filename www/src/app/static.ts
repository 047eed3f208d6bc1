/** A program as plain elements, with its marks: for the panes side by side and for paper. */
import { goLanguage } from '@codemirror/lang-go';
import { classHighlighter, highlightCode } from '@lezer/highlight';
import { h, icon } from '../dom';
import { STRENGTH, markOf, targetSpan, targetsOf, type Mark, type Target } from '../editor/targets';
import type { Report } from '../engine/wire';
import { t } from '../i18n';
import { headline } from '../words';

/** Each line of a program, highlighted. */
export function codeLines(text: string): DocumentFragment[] {
  const lines = [document.createDocumentFragment()];
  highlightCode(text, goLanguage.parser.parse(text), classHighlighter,
    (code, classes) => lines.at(-1)!.append(classes ? h('span', { class: classes }, code) : code),
    () => { lines.push(document.createDocumentFragment()); });
  return lines;
}

/** The targets of a report by the line that they begin on. */
export function targetsByLine(text: string, report: Report): Map<number, Target[]> {
  const out = new Map<number, Target[]>();
  let line = 1;
  let at = 0;
  for (const target of targetsOf(report, 0)) {
    const { from } = targetSpan(report, target)!;
    for (; at < from && at < text.length; at++) if (text[at] === '\n') line++;
    out.set(line, [...(out.get(line) ?? []), target]);
  }
  return out;
}

/** The marks of one line, strongest first, each kind once, with what the compiler says. */
export function lineShapes(report: Report, targets: readonly Target[]): HTMLElement {
  const marks = STRENGTH.filter((mark) => targets.some((x) => markOf(report, x) === mark));
  const titles = (mark: Mark): string => targets.filter((x) => markOf(report, x) === mark).map((x) => headline(report, x)).join('\n');
  return h('span', { class: 'shapes' }, ...marks.map((mark) => h('span', { class: `mark-${mark}`, title: titles(mark) }, icon(mark), h('span', { class: 'sr' }, t(`verdict.${mark}`)))));
}
