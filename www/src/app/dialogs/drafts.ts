/** The drafts that this browser keeps: open, name, remove. */
import { h, icon, patchChildren } from '../../dom';
import { language, t } from '../../i18n';
import { openDialog } from '../dialog';
import { drafts, type Draft } from '../drafts';
import type { Session } from '../session';
import { download } from './share';

export function openDrafts(session: Session): void {
  const list = h('ul', { class: 'draft-list', 'aria-label': t('drafts.title') });
  const empty = h('p', { class: 'hint' });
  const name = h('input', { type: 'text', class: 'filter', id: 'draft-name', maxlength: '80', value: session.openedName ?? '' });
  const dialog = openDialog('drafts', t('drafts.title'),
    h('p', { class: 'hint' }, t('drafts.note')),
    h('form', { class: 'share-row', on: { submit: (event) => { event.preventDefault(); keep(); } } },
      h('label', { class: 'sr', for: 'draft-name' }, t('drafts.name')), name,
      h('button', { type: 'submit', class: 'primary' }, t(session.draft === null ? 'drafts.keep' : 'drafts.rename'))),
    list, empty);
  name.placeholder = t('drafts.name');
  const date = new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', { dateStyle: 'medium', timeStyle: 'short' });

  function keep(): void {
    const wanted = name.value.trim();
    if (wanted === '') return name.focus();
    session.keepDraft(wanted);
    render();
  }
  function open(draft: Draft): void {
    const text = drafts.text(draft.id);
    dialog.close();
    if (text !== null) session.open({ text, draft: draft.id });
  }
  function render(): void {
    const all = drafts.list();
    patchChildren(list, all.map((draft) => h('li', {},
      h('button', { type: 'button', class: 'draft', 'aria-current': draft.id === session.draft ? 'true' : null, on: { click: () => open(draft) } },
        h('b', {}, draft.name), h('span', {}, date.format(draft.time))),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': t('drafts.download', { name: draft.name }), title: t('drafts.download', { name: draft.name }), on: { click: () => download('prog.go', drafts.text(draft.id) ?? '') } }, icon('down')),
      h('button', { type: 'button', class: 'icon-button', 'aria-label': t('drafts.remove', { name: draft.name }), title: t('drafts.remove', { name: draft.name }), on: { click: () => remove(draft) } }, icon('close')))));
    empty.textContent = all.length === 0 ? t('drafts.empty') : '';
  }
  function remove(draft: Draft): void {
    const text = drafts.text(draft.id);
    drafts.remove(draft.id);
    session.draftRemoved(draft.id);
    render();
    if (text !== null) session.say(t('drafts.removed', { name: draft.name }), { name: t('suggestions.undo'), run: () => { drafts.create(text, draft.name); session.hush(); } });
  }
  render();
}
