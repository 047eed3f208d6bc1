/** The page in a frame of another page: how it tells the height that it needs, and the way out to the whole playground. */
import { h } from '../dom';
import { t } from '../i18n';
import type { Session } from './session';
import { embedded } from './settings';
import { encode } from './share';

/** Tells the page around it how high it is and how much it found, and nothing of the text. */
function tellParent(session: Session): void {
  if (parent === window) return;
  const tell = (what: object): void => parent.postMessage({ goescape: 1, ...what }, '*');
  new ResizeObserver(() => tell({ height: document.body.getBoundingClientRect().height })).observe(document.body);
  session.on(['report'], () => {
    const { sites, problems } = session.report!;
    const of = (...verdicts: readonly string[]): number => sites.filter((s) => verdicts.includes(s.verdict)).length;
    tell({ found: { heap: of('movedToHeap', 'escapesToHeap'), stack: of('doesNotEscape'), problems: problems.length } });
  });
}

/** Does nothing in a window of its own. */
export function embedding(session: Session, status: Element): void {
  if (embedded() === null) return;
  const link = h('a', { class: 'link', target: '_blank', rel: 'noopener' });
  const render = async (): Promise<void> => {
    link.textContent = t('embed.open');
    const fragment = await encode({ code: session.editor.text, inline: session.inline, selection: null, view: null, before: null });
    link.href = location.pathname + fragment;
  };
  session.on(['report', 'language'], () => void render());
  void render();
  status.append(link);
  tellParent(session);
}
