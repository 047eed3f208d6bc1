/** "Measure it": a benchmark of a suggestion, before and after, and the commands that run it. */
import { h, rich } from '../dom';
import { copyButton } from '../app/copy';
import type { Session } from '../app/session';
import type { Suggestion } from '../engine/wire';
import { t } from '../i18n';
import { BENCH_COMMANDS } from './commands';

export function measure(session: Session, s: Suggestion): HTMLElement | null {
  if (s.edits.length === 0) return null;
  const save = async (): Promise<void> => { await (await import('./proven')).saveBench(session, s); };
  return h('details', { class: 'measure' }, h('summary', {}, t('bench.title')),
    h('p', {}, rich('bench.text')),
    h('div', { class: 'tool-buttons' }, h('button', { type: 'button', class: 'quiet bordered', on: { click: () => void save() } }, t('bench.save')), copyButton(t('bench.commands'), () => `${BENCH_COMMANDS.join('\n')}\n`)),
    h('pre', { class: 'commands', lang: 'en', translate: 'no', tabindex: '0' }, BENCH_COMMANDS.join('\n')),
    h('p', { class: 'hint' }, t('bench.hint')));
}
