/** The profile, the compiler's side, the picture of memory and the comparison, put into the page: what main.ts needs of them, loaded when it has the time or when they are asked for. */
import './tools.css';
import { h, patchChildren } from '../dom';
import { EXAMPLES, exampleText, loadExamples } from './examples';
import { delta } from './panels/delta';
import { memory } from './panels/memory';
import type { Session } from './session';
import { ComparePanel, exports } from '../compare/panel';
import { parsePasted } from '../compare/parse';
import { amount, percent } from '../profile/format';
import { showAmounts, type LineAmount } from '../profile/gutter';
import { ProfilePanel } from '../profile/panel';
import { looksLikeProfile } from '../profile/pprof';
import { ProfileStore, type ProfileWorkerLike } from '../profile/store';
import { t } from '../i18n';
import { VerifyPanel, type VerifyWorkerLike } from '../verify/panel';

/** The profile that ships, and the example that it is of. */
const EXAMPLE = 'packet-reader';
const exampleUrl = new URL('../../content/profiles/packet-reader.pprof', import.meta.url).href;

export type Tools = {
  readonly profile: { readonly nodes: () => Node[]; readonly badge: () => number };
  /** What stands under the compiler's lines. */
  readonly output: { readonly element: HTMLElement; readonly render: () => void };
  readonly memory: (width: number) => Node[];
  readonly delta: (sideBySide: () => void) => Node[];
  /** Takes what was dropped: a profile, what a compiler printed, or a program, which may be a module in txtar form or several files of one package. */
  readonly take: (files: readonly File[]) => void;
};

/** Makes the tools; `open` shows a tab, `render` draws the open one again. */
export function tools(session: Session, open: (tab: 'profile' | 'output') => void, render: () => void): Tools {
  const createWorker = (): ProfileWorkerLike => new Worker(new URL('../profile/reader.ts', import.meta.url), { type: 'module', name: 'profile-reader' });
  const store = new ProfileStore(createWorker, changed);
  const picker = h('input', { type: 'file', class: 'sr', tabindex: '-1', 'aria-hidden': 'true', 'data-picker': 'profile' });
  picker.addEventListener('change', () => {
    const file = picker.files?.[0];
    if (file) openProfile(file, file.name);
    picker.value = '';
  });
  const panel = new ProfilePanel(session, store, { pick: () => picker.click(), example: () => void openExample() });
  panel.redraw = render;
  const compare = new ComparePanel(session, render);
  const createCompiler = (): VerifyWorkerLike => new Worker(new URL('../verify/compiler-worker.ts', import.meta.url), { type: 'module', name: 'go-compiler' });
  const verify = new VerifyPanel(session, createCompiler);
  const taking = h('div');
  const below = h('div', {}, verify.element, compare.element, taking);

  function openProfile(file: Blob, name: string): void {
    open('profile');
    store.open(file, name);
  }

  async function openExample(): Promise<void> {
    await loadExamples();
    session.open({ text: exampleText(EXAMPLES.find((x) => x.id === EXAMPLE)!), example: EXAMPLE });
    const response = await fetch(exampleUrl).catch(() => null);
    if (!response?.ok) return session.say(t('profile.example.unreachable'));
    const profile = await response.blob();
    // The editor shows its new program in the next frame; then the page may move on to the profile.
    await new Promise(requestAnimationFrame);
    openProfile(profile, `${EXAMPLE}.pprof`);
  }

  function changed(): void {
    const { type, unit } = store;
    session.setHeat(store.sites.size === 0 ? null : {
      of: (site) => store.sites.get(site)?.values[type] ?? 0,
      text: (site) => {
        const value = store.sites.get(site)?.values[type] ?? 0;
        return value > 0 ? amount(value, unit) : '';
      },
    });
    showLines();
    render();
  }

  function showLines(): void {
    const { state, type, unit, lines } = store;
    const found = state.phase === 'ready' ? state.attribution : null;
    if (!found || lines.size === 0) return showAmounts(session.editor.view, null);
    // Lines are those of the report's text; while that is behind, the numbers move with the text by themselves.
    if (!session.current) return;
    const most = Math.max(1, ...[...lines.values()].map((l) => l.own[type] ?? 0));
    const whole = found.totals[type] ?? 0;
    showAmounts(session.editor.view, [...lines.values()].filter((l) => (l.own[type] ?? 0) > 0).map((l): LineAmount => {
      const own = l.own[type]!;
      return { line: l.line, text: amount(own, unit), share: own / most, title: t('profile.gutter', { amount: amount(own, unit), percent: percent(own, whole) }) };
    }));
  }

  document.body.append(picker);
  if (session.report && !session.early) store.report(session.report, session.reportText);
  session.on(['report'], () => { if (session.report) store.report(session.report, session.reportText); });
  session.on(['language'], showLines);

  async function takeAll(files: readonly File[]): Promise<void> {
    const ours = files.filter(({ name }) => name.endsWith('.go') || name === 'go.mod').sort((a, b) => (a.name < b.name ? -1 : 1));
    if (ours.length < 2) return files.forEach((file) => void take(file));
    const parts = await Promise.all(ours.map(async (file) => `-- ${file.name} --\n${(await file.text()).replaceAll('\r\n', '\n').replace(/([^\n])$/, '$1\n')}`));
    session.open({ text: parts.join(''), name: ours.map(({ name }) => name).join(', ') });
  }

  async function take(file: File): Promise<void> {
    const head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
    if (looksLikeProfile(head)) return openProfile(file, file.name);
    if (file.name.endsWith('.go')) return session.open({ text: (await file.text()).replaceAll('\r\n', '\n'), name: file.name });
    const text = await file.text();
    if (/\.txtar$/.test(file.name) || /^-- \S.* --$/m.test(text)) return session.open({ text: text.replaceAll('\r\n', '\n'), name: file.name });
    if (!parsePasted(text, 'prog.go')) return openProfile(file, file.name);
    open('output');
    compare.take(text);
  }

  return {
    profile: { nodes: () => panel.nodes(), badge: () => store.lines.size },
    output: { element: below, render: () => { patchChildren(taking, [exports(session)]); compare.render(); verify.render(); } },
    memory: (width) => memory(session, width),
    delta: (sideBySide) => delta(session, sideBySide),
    take: (files) => void takeAll(files),
  };
}
