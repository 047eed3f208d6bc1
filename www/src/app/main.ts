/** The playground page: puts the parts together. */
import '../editor/card.css';
import './style.css';
import './first.css';
import { h, patchChildren } from '../dom';
import type { WorkerLike } from '../engine/client';
import type { Suggestion } from '../engine/wire';
import { LANGUAGES, language, loadLanguage, loadPart, setLanguage, t } from '../i18n';
import { Commands } from './commands';
import { openPalette } from './dialogs/palette';
import { drafts } from './drafts';
import { acceptDrops } from './drop';
import { EarlyEditor, earlyWorker } from './early';
import { EXAMPLES, exampleOf, exampleText, loadExamples, loadFirstExample } from './examples';
import { embedding } from './embed';
import { Formatter } from './format';
import { Header } from './header';
import { Presentation } from './present';
import { offline } from './offline';
import { output } from './panels/output';
import { problems } from './panels/problems';
import { SitesPanel } from './panels/sites';
import { SuggestionsPanel } from './panels/suggestions';
import { why } from './panels/why';
import type { Prediction } from '../predict/view';
import { printing } from './print';
import { Session, type Opened } from './session';
import { THEMES, applyTheme, followSystem, initialLanguage, initialTheme, preferences, store } from './settings';
import { decode, isShared, type Shared, type View } from './share';
import { Status } from './status';
import { Tabs } from './tabs';
import type { Tools } from './tools';
import { QUESTIONS, questionOf } from './whatif';

await loadLanguage(initialLanguage());
setLanguage(initialLanguage());
const predictView = () => Promise.all([import('../predict/view'), loadPart('predict')]);
const toPredict = document.documentElement.dataset['mode'] === 'predict' ? predictView().catch(() => null) : null;
const theme = initialTheme();
applyTheme(theme);
followSystem();

const fromLink = (shared: Shared): Opened => ({
  text: shared.code, name: t('drafts.link'), inline: shared.inline, selection: shared.selection, before: shared.before,
});

/** What the page begins with: a link's program, the draft that was open last, the example that was open last, the first example. */
async function initial(shared: Shared | null): Promise<Opened> {
  if (shared) return fromLink(shared);
  const draft = drafts.current();
  const text = draft && drafts.text(draft.id);
  if (draft && text !== null) return { text, draft: draft.id };
  // Before drafts had names there was one.
  const former = store.get('draft');
  store.remove('draft');
  const id = store.get('example');
  await (former !== null || (id !== null && id !== EXAMPLES[0]!.id) ? loadExamples() : loadFirstExample());
  if (former !== null && !exampleOf(former)) return { text: former, draft: drafts.create(former, t('drafts.untitled', { n: 1 })).id };
  const example = EXAMPLES.find((x) => x.id === id) ?? EXAMPLES[0]!;
  return { text: exampleText(example), example: example.id, report: example === EXAMPLES[0] && preferences.inline ? early.report : null };
}

/** Lets the browser do something else: built in one go, the page would not answer for that long. */
const breath = (): Promise<void> => new Promise((done) => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => done();
  port2.postMessage(null);
});

const early = new EarlyEditor();
const linked = isShared(location.hash) ? await decode(location.hash) : null;
const opened = await initial(linked);
const editorHost = h('div', { class: 'editor', id: 'editor' });
const createWorker = (): WorkerLike => earlyWorker() ?? new Worker(new URL('../engine/worker.ts', import.meta.url), { type: 'module' });
const session = new Session(editorHost, opened, createWorker);
await breath();
session.editor.colour();
await breath();
if (opened.report) {
  session.showEarly(opened.report);
  await breath();
}

const commands = new Commands();
const formatter = new Formatter(session, () => new Worker(new URL('../verify/gofmt-worker.ts', import.meta.url), { type: 'module' }));
const presentation = new Presentation(session);
const header = new Header(session, commands, theme);
const status = new Status(session);
const sites = new SitesPanel(session);
const whyPanel = h('section', { class: 'why', id: 'why' });
const panel = () => h('div', { class: 'panel', tabindex: '-1' });
const suggestions = new SuggestionsPanel(session, () => tabs.show('problems'));
const deltaPanel = panel();
const memoryPanel = panel();
const problemsPanel = panel();
const outputPanel = panel();
const profilePanel = panel();
const outputLines = h('div');
const outputTools = h('div');
let extra: Tools | null = null;
let loading: Promise<Tools> | null = null;
/** What stands in other panels than the first comes when there is time, or when it is asked for. */
const loadTools = (): Promise<Tools> => (loading ??= Promise.all([import('./tools'), loadPart('tools')]).then(([m]) => {
  extra = m.tools(session, (id) => tabs.show(id), () => tabs.render());
  outputTools.append(extra.output.element);
  tabs.render();
  return extra;
}));
const main = h('main');
const sitesPanel = h('div', { class: 'panel' }, sites.element);

const tabs = new Tabs<View>([
  { id: 'suggestions', label: () => t('panel.suggestions'), badge: () => (session.report?.suggestions.length ?? 0) + (session.report?.lints.length ?? 0), panel: suggestions.element, render: () => suggestions.render() },
  { id: 'sites', label: () => t('panel.sites'), badge: () => session.report?.sites.length ?? 0, panel: sitesPanel, render: () => sites.render() },
  { id: 'memory', label: () => t('panel.memory'), badge: () => 0, panel: memoryPanel, render: () => { if (extra) patchChildren(memoryPanel, extra.memory(memoryPanel.clientWidth - 40)); else void loadTools(); } },
  { id: 'delta', label: () => t('panel.delta'), badge: () => session.delta?.changes.length ?? 0, panel: deltaPanel, render: () => { if (extra) patchChildren(deltaPanel, extra.delta(openSide)); else void loadTools(); } },
  { id: 'problems', label: () => t('panel.problems'), badge: () => session.report?.problems.length ?? 0, panel: problemsPanel, render: () => patchChildren(problemsPanel, problems(session)) },
  { id: 'output', label: () => t('panel.output'), badge: () => 0, panel: outputPanel, render: () => { patchChildren(outputLines, output(session)); if (extra) extra.output.render(); else void loadTools(); } },
  { id: 'profile', label: () => t('panel.profile'), badge: () => extra?.profile.badge() ?? 0, panel: profilePanel, render: () => { if (extra) patchChildren(profilePanel, extra.profile.nodes()); else void loadTools(); } },
], linked?.view ?? 'suggestions', () => t('panel.tabs'));

// ---------- what is needed only on request comes then ----------

function openSide(): void {
  const found = session.delta;
  if (found) void Promise.all([import('./dialogs/side'), loadPart('tools')]).then(([m]) => m.openSideBySide(found));
}
function openShare(): void { void import('./dialogs/share').then((m) => m.openShare(session, tabs.active)); }
function openDrafts(): void { void import('./dialogs/drafts').then((m) => m.openDrafts(session)); }
// At once, not when it was fetched: what is typed next is meant for it.
const showPalette = (): void => openPalette(session, commands, (x) => void loadExamples().then(() => session.open({ text: exampleText(x), example: x.id })));
function downloadProgram(): void { void import('./dialogs/share').then((m) => m.download('prog.go', session.editor.text)); }
function tryOut(question: (typeof QUESTIONS)[number]): void { tabs.show('delta'); void session.tryOut(questionOf(question)); }

let prediction: Prediction | null = null;

/** The program without its marks, to say the verdicts first. The address keeps it, so that a link can begin there. */
async function predict(): Promise<void> {
  const [{ Prediction }] = await predictView();
  prediction ??= new Prediction(session, endPrediction);
  document.documentElement.dataset['mode'] = 'predict';
  setQuery('mode', 'predict');
  main.append(prediction.element);
  prediction.begin();
}

function endPrediction(): void {
  prediction?.element.remove();
  delete document.documentElement.dataset['mode'];
  setQuery('mode', null);
  session.editor.view.requestMeasure();
}

function setQuery(name: string, value: string | null): void {
  const url = new URL(location.href);
  if (value === null) url.searchParams.delete(name); else url.searchParams.set(name, value);
  history.replaceState(null, '', url);
}

const hasTargets = (): boolean => session.report !== null;
const hasSteps = (): boolean => session.steps.length > 0;
commands.add(
  { id: 'palette', name: 'palette.open', keys: ['Mod-k', 'F1'], run: showPalette },
  { id: 'examples', name: 'command.examples', run: () => header.openExamples() },
  { id: 'share', name: 'command.share', keys: ['Mod-Shift-s'], run: openShare },
  { id: 'drafts', name: 'command.drafts', run: openDrafts },
  { id: 'keep', name: 'command.keep', keys: ['Mod-s'], run: openDrafts },
  { id: 'download', name: 'command.download', run: downloadProgram },
  { id: 'nextMark', name: 'command.nextMark', keys: ['F8'], enabled: hasTargets, run: () => void session.editor.next(1) },
  { id: 'previousMark', name: 'command.previousMark', keys: ['Shift-F8'], enabled: hasTargets, run: () => void session.editor.next(-1) },
  { id: 'nextStep', name: 'command.nextStep', keys: ['F9'], enabled: hasSteps, run: () => void session.moveStep(1) },
  { id: 'previousStep', name: 'command.previousStep', keys: ['Shift-F9'], enabled: hasSteps, run: () => void session.moveStep(-1) },
  { id: 'apply', name: 'command.apply', keys: ['Mod-Enter'], enabled: () => session.advisedNow && session.report!.suggestions.length > 0, run: () => session.apply(session.report!.suggestions[0]!) },
  { id: 'format', name: 'command.format', keys: ['Mod-Shift-f'], run: () => formatter.format() },
  { id: 'inline', name: 'command.inline', run: () => session.setInline(!session.inline) },
  ...QUESTIONS.map((question) => ({ id: question, name: `command.${question}` as const, run: () => tryOut(question) })),
  { id: 'pin', name: 'command.pin', enabled: () => session.current, run: () => { session.pin(); tabs.show('delta'); } },
  { id: 'side', name: 'command.side', enabled: () => session.delta !== null, run: openSide },
  { id: 'editor', name: 'command.editor', run: () => session.editor.view.focus() },
  ...(['suggestions', 'sites', 'memory', 'delta', 'problems', 'output', 'profile'] as const).map((id) => ({ id: `panel-${id}`, name: `command.panel.${id}` as const, run: () => { tabs.open(id); tabs.focus(); } })),
  { id: 'predict', name: 'command.predict', run: () => void predict() },
  { id: 'present', name: 'command.present', run: () => presentation.toggle() },
  { id: 'print', name: 'command.print', run: () => window.print() },
  { id: 'language', name: 'command.language', run: () => header.toggleLanguage() },
  ...THEMES.map((x) => ({ id: `theme-${x}`, name: `command.theme.${x}` as const, run: () => header.setTheme(x) })),
);
document.addEventListener('keydown', (event) => {
  if (!event.defaultPrevented && !document.querySelector('dialog[open]') && commands.press(event)) event.preventDefault();
});

addEventListener('hashchange', () => {
  if (!isShared(location.hash)) return;
  void decode(location.hash).then((shared) => {
    if (!shared) return session.say(t('share.broken'));
    session.open(fromLink(shared));
    if (shared.view) tabs.open(shared.view);
  });
});

// ---------- what is shown follows what happens ----------

const closeWhy = (): void => {
  session.choose(null, 'list');
  session.editor.focus();
};

function showSuggestion(suggestion: Suggestion): void {
  whyPanel.classList.remove('open'); // the sheet of the phone lies over it
  tabs.open('suggestions');
  suggestions.reveal(suggestion);
}

function renderWhy(): void {
  whyPanel.setAttribute('aria-label', t('panel.why'));
  patchChildren(whyPanel, why(session, { showSuggestion, close: closeWhy, predict: () => void predict() }));
  // On a phone the explanation is a sheet over the page: it opens when a mark is pressed, not whenever the cursor passes one.
  if (!session.chosen) whyPanel.classList.remove('open');
  else if (session.chosenBy === 'press') {
    const opens = !whyPanel.classList.contains('open');
    whyPanel.classList.add('open');
    // The sheet is not to lie over what it explains.
    if (opens && getComputedStyle(whyPanel).position === 'fixed') session.editor.keepAbove(whyPanel.getBoundingClientRect().top);
  }
}

whyPanel.addEventListener('keydown', (event) => { if (event.key === 'Escape') closeWhy(); });

function renderDocument(): void {
  document.documentElement.lang = language() === 'zh' ? 'zh-Hans' : 'en';
  document.title = t('app.title');
}

/** What the report offers can be done only to the text that it is about: while that is ahead, the offers are seen to be off. */
function renderStale(): void {
  const { report, current, advisedNow } = session;
  const { dataset } = document.documentElement;
  dataset['report'] = report === null ? 'none' : current ? 'current' : 'behind';
  dataset['advice'] = advisedNow ? 'current' : 'behind';
  for (const [needs, there] of [['current', current], ['advice', advisedNow]] as const) {
    for (const button of document.querySelectorAll(`[data-needs-${needs}]`)) button.setAttribute('aria-disabled', String(!there));
  }
}

session.on(['delta', 'advice', 'options', 'language', 'packages', 'heat'], () => tabs.render());
session.on(['chosen'], () => {
  sites.render();
  if (tabs.active === 'delta') tabs.render();
});
// The picture is of the function at the cursor.
const renderMemory = (): void => { if (tabs.active === 'memory') tabs.render(); };
session.on(['line', 'chosen'], renderMemory);
addEventListener('resize', renderMemory);
session.on(['report', 'advice', 'chosen', 'language'], renderWhy);
session.on(['step'], () => {
  const inside = whyPanel.querySelector('.flow')?.contains(document.activeElement);
  renderWhy();
  const at = whyPanel.querySelector<HTMLElement>('.flow [aria-current]');
  if (inside) at?.focus({ preventScroll: true });
  at?.scrollIntoView({ block: 'nearest' });
});
session.on(['delta', 'advice', 'language', 'changed'], renderStale);
session.on(['language'], () => {
  renderDocument();
  header.render();
  // An example that nobody has changed speaks the new language too.
  void loadExamples().then(() => {
    const example = exampleOf(session.editor.text);
    if (example && session.draft === null) session.retell(exampleText(example));
  });
});

renderDocument();
renderStale();
renderWhy();
// The program stays until its questions can take its place.
await toPredict;
await early.settled();
const handOver = early.handOver(session.editor);
main.append(h('div', { class: 'left' }, editorHost, status.element), h('div', { class: 'right', id: 'details', tabindex: '-1' }, whyPanel, tabs.element));
document.body.replaceChildren(header.element, main, status.notice);
// It was built outside of the page: its lines are measured before they are painted.
session.editor.view.requestMeasure();
handOver();
outputPanel.append(outputLines, outputTools);
acceptDrops((files) => void loadTools().then((x) => x.take(files)));
if (isShared(location.hash) && !linked) session.say(t('share.broken'));
offline(session);
printing(session);
embedding(session, status.element);
presentation.start();
if (toPredict) void predict();

// What nobody waits for comes behind the first verdicts, so that it is there when it is asked for.
const idle = (run: () => void): void => { if ('requestIdleCallback' in window) requestIdleCallback(run); else setTimeout(run, 200); };
let behind = false;
session.on(['report'], () => {
  if (behind || session.early) return;
  behind = true;
  idle(() => void Promise.all([loadTools(), loadExamples(), session.editor.loadSearch(), session.editor.loadProblems(), ...LANGUAGES.map(loadLanguage)]).catch(() => undefined));
});

session.start(opened);
