/** The playground page: puts the parts together. */
import '../editor/card.css';
import './style.css';
import { h } from '../dom';
import type { WorkerLike } from '../engine/client';
import { language, setLanguage, t } from '../i18n';
import { EXAMPLES } from './examples';
import { Header } from './header';
import { output } from './panels/output';
import { problems } from './panels/problems';
import { SitesPanel } from './panels/sites';
import { suggestions } from './panels/suggestions';
import { why } from './panels/why';
import { Session } from './session';
import { applyTheme, initialLanguage, initialTheme, store } from './settings';
import { Status } from './status';
import { Tabs } from './tabs';

setLanguage(initialLanguage());
const theme = initialTheme();
applyTheme(theme);

const editorHost = h('div', { class: 'editor', id: 'editor' });
const createWorker = (): WorkerLike => new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module' });
const session = new Session(editorHost, store.get('draft') ?? EXAMPLES[0]!.text, createWorker);

const header = new Header(session, theme);
const status = new Status(session);
const sites = new SitesPanel(session);
const whyPanel = h('section', { class: 'why', id: 'why' });
const panel = () => h('div', { class: 'panel', tabindex: '-1' });
const suggestionsPanel = panel();
const problemsPanel = panel();
const outputPanel = panel();
const sitesPanel = h('div', { class: 'panel' }, sites.element);

type TabId = 'suggestions' | 'sites' | 'problems' | 'output';
const tabs = new Tabs<TabId>([
  { id: 'suggestions', label: () => t('panel.suggestions'), badge: () => session.report?.suggestions.length ?? 0, panel: suggestionsPanel, render: () => fill(suggestionsPanel, suggestions(session)) },
  { id: 'sites', label: () => t('panel.sites'), badge: () => session.report?.sites.length ?? 0, panel: sitesPanel, render: () => sites.render() },
  { id: 'problems', label: () => t('panel.problems'), badge: () => session.report?.problems.length ?? 0, panel: problemsPanel, render: () => fill(problemsPanel, problems(session)) },
  { id: 'output', label: () => t('panel.output'), badge: () => 0, panel: outputPanel, render: () => fill(outputPanel, output(session)) },
], 'suggestions', () => t('panel.tabs'));

/** Replaces a panel's content; focus and open details stay where they were, as far as they are there again. */
function fill(element: HTMLElement, nodes: (Node | string)[]): void {
  const path = pathTo(element, document.activeElement);
  const open = [...element.querySelectorAll('details')].map((d) => d.open);
  element.replaceChildren(...nodes);
  element.querySelectorAll('details').forEach((d, i) => { d.open = open[i] ?? false; });
  const again = path?.reduce<Element | undefined>((at, i) => at?.children[i], element);
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** The way from an element down to one inside it, as indices; null if it is not inside. */
function pathTo(root: Element, inner: Element | null): number[] | null {
  if (!inner || inner === root || !root.contains(inner)) return null;
  const path: number[] = [];
  for (let at = inner; at !== root; at = at.parentElement!) path.unshift([...at.parentElement!.children].indexOf(at));
  return path;
}

const closeWhy = (): void => {
  session.choose(null, 'list');
  session.editor.focus();
};

function renderWhy(): void {
  whyPanel.setAttribute('aria-label', t('panel.why'));
  fill(whyPanel, why(session, () => tabs.open('suggestions'), closeWhy));
  // On a phone the explanation is a sheet over the page: it opens when a mark is pressed, not whenever the cursor passes one.
  if (!session.chosen) whyPanel.classList.remove('open');
  else if (session.chosenBy !== 'cursor') whyPanel.classList.add('open');
}

whyPanel.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeWhy(); });

function renderDocument(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  document.title = t('app.title');
}

session.on(['report', 'language', 'packages'], () => tabs.render());
session.on(['chosen'], () => sites.render());
session.on(['report', 'chosen', 'language'], renderWhy);
session.on(['language'], () => { renderDocument(); header.render(); });

renderDocument();
renderWhy();
document.body.replaceChildren(
  header.element,
  h('main', {},
    h('div', { class: 'left' }, editorHost, status.element),
    h('div', { class: 'right', id: 'details', tabindex: '-1' }, whyPanel, tabs.element)),
  status.notice);
