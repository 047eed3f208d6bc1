/** The box with the link, and the other forms of it. */
import { h, icon } from '../../dom';
import { t } from '../../i18n';
import { openDialog } from '../dialog';
import type { Session } from '../session';
import { LONG_LINK, element, encode, iframe, markdown, type View } from '../share';

/** Hands a text to the reader as a file. */
export function download(name: string, text: string, type = 'text/plain'): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  h('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export async function openShare(session: Session, view: View): Promise<void> {
  const { text: code } = session.editor;
  const base = session.base && session.base.kind !== 'inline' ? session.base.text : null;
  const fragment = await encode({ code, inline: session.inline, selection: session.editor.selection, view, before: base });
  // The address itself becomes the link: it can be copied from the bar, and a reload shows the same.
  history.replaceState(null, '', location.pathname + location.search + fragment);
  const link = new URL(location.pathname + fragment, location.origin).href;
  const status = h('p', { class: 'copied', role: 'status' });
  const exercise = new URL(link);
  exercise.searchParams.set('mode', 'predict');
  const forms = [
    ['link', link], ['exercise', exercise.href], ['markdown', markdown(code, link, t('share.label'))], ['iframe', iframe(link, t('share.label'))], ['element', element(code, link, session.inline)],
  ] as const;
  openDialog('share', t('share.title'),
    h('p', {}, t('share.note'), base === null ? '' : ` ${t('share.before')}`),
    link.length > LONG_LINK ? h('p', { class: 'warn' }, icon('problem'), h('span', {}, t('share.long', { n: link.length }))) : '',
    h('ul', { class: 'share-forms' }, ...forms.map(([form, text]) => {
      const id = `share-${form}`;
      return h('li', {}, h('label', { for: id }, t(`share.${form}`)),
        h('div', { class: 'share-row' }, h('textarea', { id, readonly: true, rows: text.includes('\n') ? '3' : '1', spellcheck: 'false', translate: 'no', on: { focus: (event) => (event.target as HTMLTextAreaElement).select() } }, text),
          h('button', { type: 'button', class: 'primary', 'aria-label': t('share.copy.label', { what: t(`share.${form}`) }), on: { click: () => void copy(text) } }, t('output.copy'))));
    })),
    h('div', { class: 'share-file' }, h('button', { type: 'button', class: 'quiet bordered', on: { click: () => download('prog.go', code) } }, t('share.file')), status));
  async function copy(text: string): Promise<void> {
    status.textContent = '';
    status.textContent = t(await navigator.clipboard.writeText(text).then(() => 'output.copied' as const, () => 'share.denied' as const));
  }
}
