/** Boxes over the page: a heading, a way to close them, and the focus back where it was. */
import { h, icon } from '../dom';
import { t } from '../i18n';

export type Dialog = { readonly element: HTMLDialogElement; readonly body: HTMLElement; readonly close: () => void };

/** Opens a box; one with the same id is closed before. Escape and a press beside it close it. */
export function openDialog(id: string, title: string, ...content: (Node | string)[]): Dialog {
  document.querySelector<HTMLDialogElement>(`dialog#${id}`)?.close();
  const back = document.activeElement;
  const body = h('div', { class: 'dialog-body' }, ...content);
  const element = h('dialog', { class: 'dialog', id, 'aria-labelledby': `${id}-title` },
    h('div', { class: 'dialog-box' },
      h('div', { class: 'dialog-head' }, h('h2', { id: `${id}-title` }, title),
        h('button', { type: 'button', class: 'icon-button', 'aria-label': t('why.close'), on: { click: () => element.close() } }, icon('close'))),
      body));
  element.addEventListener('click', (event) => { if (event.target === element) element.close(); });
  element.addEventListener('close', () => {
    element.remove();
    if (back instanceof HTMLElement && document.activeElement === document.body) back.focus({ preventScroll: true });
  });
  document.body.append(element);
  element.showModal();
  return { element, body, close: () => element.close() };
}
