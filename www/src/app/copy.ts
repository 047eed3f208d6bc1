/** Buttons that copy. */
import { h } from '../dom';
import { copyText } from '../export/save';
import { t } from '../i18n';

/** A button that copies, and says so. */
export function copyButton(label: string, text: () => string, className = 'quiet bordered'): HTMLElement {
  const copied = h('span', { class: 'copied', role: 'status' });
  return h('span', { class: 'copying' },
    h('button', { type: 'button', class: className, on: { click: () => void copyText(text()).then((ok) => { if (ok) copied.textContent = t('output.copied'); }) } }, label), copied);
}
