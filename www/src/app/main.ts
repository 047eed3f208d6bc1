/** The playground page: puts the parts together. */
import '../editor/card.css';
import './style.css';
import { h, patchChildren } from '../dom';
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
import { tools } from './tools';

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
const profilePanel = panel();
const extra = tools(session, (id) => tabs.open(id), () => tabs.render());
const sitesPanel = h('div', { class: 'panel' }, sites.element);

type TabId = 'suggestions' | 'sites' | 'problems' | 'output' | 'profile';
const tabs = new Tabs<TabId>([
  { id: 'suggestions', label: () => t('panel.suggestions'), badge: () => session.report?.suggestions.length ?? 0, panel: suggestionsPanel, render: () => patchChildren(suggestionsPanel, suggestions(session)) },
  { id: 'sites', label: () => t('panel.sites'), badge: () => session.report?.sites.length ?? 0, panel: sitesPanel, render: () => sites.render() },
  { id: 'problems', label: () => t('panel.problems'), badge: () => session.report?.problems.length ?? 0, panel: problemsPanel, render: () => patchChildren(problemsPanel, problems(session)) },
  { id: 'output', label: () => t('panel.output'), badge: () => 0, panel: outputPanel, render: () => patchChildren(outputPanel, output(session)) },
  { id: 'profile', label: () => t('panel.profile'), badge: extra.profile.badge, panel: profilePanel, render: () => patchChildren(profilePanel, extra.profile.nodes()) },
], 'suggestions', () => t('panel.tabs'));

const closeWhy = (): void => {
  session.choose(null, 'list');
  session.editor.focus();
};

function renderWhy(): void {
  whyPanel.setAttribute('aria-label', t('panel.why'));
  patchChildren(whyPanel, why(session, () => tabs.open('suggestions'), closeWhy));
  // On a phone the explanation is a sheet over the page: it opens when a mark is pressed, not whenever the cursor passes one.
  if (!session.chosen) whyPanel.classList.remove('open');
  else if (session.chosenBy !== 'cursor') whyPanel.classList.add('open');
}

whyPanel.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeWhy(); });

function renderDocument(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  document.title = t('app.title');
}

/** What the report offers can be done only to the text that it is about: while that is ahead, the offers are seen to be off. */
function renderStale(): void {
  document.documentElement.dataset['report'] = session.report === null ? 'none' : session.current ? 'current' : 'behind';
  for (const button of document.querySelectorAll('[data-needs-current]')) button.setAttribute('aria-disabled', String(!session.current));
}

session.on(['report', 'language', 'packages', 'heat'], () => tabs.render());
session.on(['chosen'], () => sites.render());
session.on(['report', 'chosen', 'language'], renderWhy);
session.on(['step'], () => {
  const inside = whyPanel.querySelector('.flow')?.contains(document.activeElement);
  renderWhy();
  const at = whyPanel.querySelector<HTMLElement>('.flow [aria-current]');
  if (inside) at?.focus({ preventScroll: true });
  at?.scrollIntoView({ block: 'nearest' });
});
session.on(['report', 'language', 'changed'], renderStale);
session.on(['language'], () => { renderDocument(); header.render(); });

renderDocument();
renderStale();
renderWhy();
document.body.replaceChildren(
  header.element,
  h('main', {},
    h('div', { class: 'left' }, editorHost, status.element),
    h('div', { class: 'right', id: 'details', tabindex: '-1' }, whyPanel, tabs.element)),
  status.notice);
extra.start();
