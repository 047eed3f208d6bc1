/** Files that are dropped anywhere on the page. The editor would take them for text to insert. */
import { h } from '../dom';
import { t } from '../i18n';

const hasFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes('Files') ?? false;

/** Shows where files can go while they are dragged over the page, and gives those that are dropped to `take`. */
export function acceptDrops(take: (files: readonly File[]) => void): void {
  const veil = h('div', { class: 'drop-veil', hidden: true, 'aria-hidden': 'true' });
  document.body.append(veil);
  let gone: ReturnType<typeof setTimeout> | undefined;
  const hide = (): void => { veil.hidden = true; };
  document.addEventListener('dragover', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    veil.replaceChildren(h('p', {}, t('drop.here')));
    veil.hidden = false;
    // A drag that ends outside of the window tells nobody.
    clearTimeout(gone);
    gone = setTimeout(hide, 1500);
  }, { capture: true });
  document.addEventListener('dragleave', (event) => { if (event.relatedTarget === null) hide(); }, { capture: true });
  document.addEventListener('drop', (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    event.stopPropagation();
    hide();
    take([...event.dataTransfer!.files]);
  }, { capture: true });
}
