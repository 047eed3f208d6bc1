/** "Measure it": a benchmark of a suggestion, before and after, and the commands that run it. */
import { h, rich } from '../dom';
import type { Session } from '../app/session';
import { copyButton } from '../compare/panel';
import type { Suggestion } from '../engine/wire';
import { t } from '../i18n';
import { BENCH_COMMANDS, benchFile, type Bench } from './bench';
import { saveFile } from './save';

/** The first way of taking the program apart whose result the engine finds whole. */
async function proven(session: Session, s: Suggestion): Promise<Bench | null> {
  const { report, reportText } = session;
  if (!report) return null;
  for (const keys of [false, true]) {
    const bench = benchFile(report, reportText, s.edits.filter((e) => e.file === 0), s.span.from, keys);
    if (!bench) return null;
    const outcome = await session.ask(bench.text, {});
    if (outcome.kind === 'report' && outcome.report.problems.length === 0) return bench;
  }
  return null;
}

export function measure(session: Session, s: Suggestion): HTMLElement | null {
  if (s.edits.length === 0) return null;
  const save = async (): Promise<void> => {
    const bench = await proven(session, s);
    if (!bench) return session.say(t('bench.impossible'));
    saveFile('goescape_test.go', bench.text);
    session.say(t('bench.saved', { function: bench.function }));
  };
  return h('details', { class: 'measure' }, h('summary', {}, t('bench.title')),
    h('p', {}, rich('bench.text')),
    h('div', { class: 'tool-buttons' }, h('button', { type: 'button', class: 'quiet bordered', on: { click: () => void save() } }, t('bench.save')), copyButton(t('bench.commands'), () => `${BENCH_COMMANDS.join('\n')}\n`)),
    h('pre', { class: 'commands', lang: 'en', translate: 'no', tabindex: '0' }, BENCH_COMMANDS.join('\n')),
    h('p', { class: 'hint' }, t('bench.hint')));
}
