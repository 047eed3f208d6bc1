/** The command palette: type a few letters, choose with the arrow keys. It also opens examples and goes to sites. */
import { h, icon, patchChildren } from '../../dom';
import { markOf, targetSpan, targetsOf } from '../../editor/targets';
import { t } from '../../i18n';
import { shortReason } from '../../words';
import { keyLabel, search, type Commands } from '../commands';
import { openDialog } from '../dialog';
import { EXAMPLES, type Example } from '../examples';
import type { Session } from '../session';

type Entry = { readonly text: string; readonly hint: string; readonly shape: Parameters<typeof icon>[0] | null; readonly run: () => void };

/** Most entries that are shown at once: more letters find the others. */
const LIMIT = 60;

function entries(session: Session, commands: Commands, openExample: (example: Example) => void): Entry[] {
  const { report } = session;
  return [
    ...commands.available.filter((c) => c.id !== 'palette').map((c): Entry => ({ text: t(c.name), hint: c.keys?.[0] ? keyLabel(c.keys[0]) : '', shape: null, run: c.run })),
    ...EXAMPLES.map((x): Entry => ({ text: t('palette.example', { title: t(x.title) }), hint: '', shape: null, run: () => openExample(x) })),
    ...(report ? targetsOf(report, 0).map((target): Entry => {
      const span = targetSpan(report, target)!;
      const site = target.kind === 'site' ? report.sites[target.index]! : null;
      const name = site ? `${site.name} · ${shortReason(site)}` : report.functions[target.index]!.name;
      return { text: t('palette.site', { line: span.line, name }), hint: '', shape: markOf(report, target), run: () => { session.editor.goto(span); session.choose(target, 'list'); } };
    }) : []),
  ];
}

export function openPalette(session: Session, commands: Commands, openExample: (example: Example) => void): void {
  const all = entries(session, commands, openExample);
  let at = 0;
  let shown: Entry[] = [];
  const list = h('ul', { class: 'palette-list', role: 'listbox', id: 'palette-list', 'aria-label': t('palette.title') });
  const none = h('p', { class: 'hint', role: 'status' });
  const input = h('input', {
    type: 'text', class: 'filter', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-autocomplete': 'list', 'aria-label': t('palette.search'), placeholder: t('palette.search'), autocomplete: 'off', spellcheck: 'false',
    on: {
      input: () => { at = 0; render(); },
      keydown: (event) => {
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 10, PageUp: at - 10 }[event.key];
        if (to !== undefined) {
          event.preventDefault();
          at = Math.abs(to - at) === 1 ? (to + shown.length) % Math.max(1, shown.length) : Math.min(Math.max(to, 0), shown.length - 1);
          render();
        } else if (event.key === 'Enter' && !event.isComposing) {
          event.preventDefault();
          choose(shown[at]);
        }
      },
    },
  });
  const dialog = openDialog('palette', t('palette.title'), input, list, none);
  function choose(entry: Entry | undefined): void {
    if (!entry) return;
    dialog.close();
    entry.run();
  }
  function render(): void {
    const found = search(all, input.value);
    shown = found.slice(0, LIMIT);
    patchChildren(list, shown.map((entry, i) => h('li', { role: 'option', id: `palette-${i}`, 'aria-selected': String(i === at), class: entry.shape ? `mark-${entry.shape}` : '', on: { click: () => choose(entry) } },
      entry.shape ? icon(entry.shape) : null, h('span', {}, entry.text), entry.hint ? h('kbd', {}, entry.hint) : null)));
    none.textContent = found.length > shown.length ? t('list.more', { n: found.length - shown.length }) : found.length === 0 ? t('palette.none') : '';
    input.setAttribute('aria-activedescendant', shown.length > 0 ? `palette-${at}` : '');
    list.children[at]?.scrollIntoView({ block: 'nearest' });
  }
  render();
  input.focus();
}
