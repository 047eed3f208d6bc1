/** The page's mutable state: the text, the engine, the report that is shown, and what is chosen in it. */
import type { ChangeDesc } from '@codemirror/state';
import { EngineClient, type EngineState, type Outcome, type WorkerLike } from '../engine/client';
import type { Advice, Change, Edit, Input, Offer, Options, Problem, Report, Span, Suggestion, Together } from '../engine/wire';
import { loadPart, t } from '../i18n';
import { Editor, type Squiggle } from '../editor';
import { numberedSteps, sameTarget, targetSpan, targetsOf, type NumberedStep, type Target } from '../editor/targets';
import { fixName, suggestionTitle } from '../words';
import { carried } from './advice';
import { Comparison, type Base, type Delta } from './comparison';
import { applyChanges } from './diff';
import { formatChanges } from './format';
import { DraftKeeper } from './keeper';
import { nearest } from './near';
import { preferences, store } from './settings';
import { isShared } from './share';
import { offersFor, sameChange } from './whatif';

/** What can change; panels listen for what they show. */
export type Topic = 'report' | 'advice' | 'changed' | 'chosen' | 'step' | 'engine' | 'language' | 'packages' | 'notice' | 'line' | 'options' | 'delta' | 'draft' | 'heat';

/** A short message with at most one thing to do. */
export type Notice = { readonly text: string; readonly action: { readonly name: string; readonly run: () => void } | null };

/** How much each site counts, by something that was measured; larger is more. */
export type Heat = { readonly of: (site: number) => number; readonly text: (site: number) => string };

/** The program that the page begins with, or goes on to. */
export type Opened = {
  readonly text: string;
  /** The draft that it is; nothing for a link or an example, which become one when they are edited. */
  readonly draft?: string;
  /** The example that it is. */
  readonly example?: string;
  /** What a draft made of it is called. */
  readonly name?: string;
  readonly inline?: boolean;
  readonly selection?: readonly [number, number] | null;
  /** A program to compare it with. */
  readonly before?: string | null;
  /** The verdicts on it that were made with the page, until the engine is there. */
  readonly report?: Report | null;
};

const FILE_NAME = 'prog.go';
const LANG = 'go1.27';

export class Session {
  readonly editor: Editor;
  /** Questions of rewrites that the reader has answered. */
  readonly answered = new Set<string>();
  readonly #client: EngineClient;
  readonly #listeners = new Map<Topic, Set<() => void>>();

  report: Report | null = null;
  /** The text that the report is about. */
  reportText = '';
  /** The last report whose own advice has come, and its text: what the cards are about. Its sites are not those of a newer report. */
  advised: { readonly report: Report; readonly text: string } | null = null;
  /** Whether the report's advice is still looked for. */
  advising = false;
  /** Computing time of the report in milliseconds. */
  ms = 0;
  chosen: Target | null = null;
  /** How the present target was chosen: only a press opens the sheet of the phone. */
  chosenBy: 'press' | 'cursor' | 'list' = 'cursor';
  /** The step of the chosen target's flow that the reader is at, from 1. */
  step: number | null = null;
  engine: EngineState = { phase: 'loading', loaded: 0, total: null };
  packages: readonly string[] = [];
  /** What a profile says about the sites of the report; null without one. */
  heat: Heat | null = null;
  /** The report came with the page: to be read, until the engine's own takes its place. */
  early = false;
  notice: Notice | null = null;
  /** What a screen reader is told about the cursor's line. */
  lineText = '';

  /** Changes since a version, so that a late report can be laid over a newer text. */
  #version = 0;
  #log: { version: number; changes: ChangeDesc }[] = [];
  /** The version of the text that the advice is about. */
  #advisedVersion = 0;
  /** The message that offers to undo what was applied last: it holds until the text changes again. */
  #applied: Notice | null = null;
  /** The message that something could not be loaded is shown; the next report takes it away. */
  #unreachable = false;
  /** The page itself changes the text. */
  #opening = false;
  readonly #keeper: DraftKeeper;
  /** The selection of a link waits for the first report, to choose what is there. */
  #select: boolean;

  /** Whether calls are replaced by the bodies of what they call; off is the compiler's `-l`. */
  inline: boolean;
  readonly #comparison = new Comparison();
  /** The changes that are possible in the program of a report. */
  #offers: { asked: Report | null; of: Report | null; all: readonly Offer[] } = { asked: null, of: null, all: [] };

  constructor(host: HTMLElement, opened: Opened, createWorker: () => WorkerLike) {
    this.#select = !!opened.selection;
    this.#keeper = new DraftKeeper(() => this.editor.text, () => this.#tell('draft'));
    this.#keeper.id = opened.draft ?? null;
    this.#keeper.name = opened.name ?? null;
    this.inline = opened.inline ?? preferences.inline;
    this.editor = new Editor(host, opened.text, {
      changed: (changes) => this.#changed(changes),
      chosen: (target, by) => this.choose(target, by),
      step: (n) => this.goToStep(n),
      moveStep: (direction) => this.moveStep(direction),
      line: (line, what) => { this.lineText = what && t('announce.line', { line, what }); this.#tell('line'); },
    });
    this.#client = new EngineClient({
      createWorker,
      base: document.baseURI,
      onState: (state) => { this.engine = state; this.#tell('engine'); },
      onPackages: (paths) => { this.packages = paths; this.#tell('packages'); this.#squiggle(); },
    });
  }

  /** Shows the verdicts that came with the page. */
  showEarly(report: Report): void {
    this.#show(report, this.editor.text, 0, 0);
    this.early = true;
  }

  /** Begins to analyse, once everything listens. */
  start({ selection, before }: Opened): void {
    if (selection) this.editor.select(...selection);
    void this.#analyse();
    void this.#compareWith(before ?? null);
  }

  /** Whether the report that is shown is about the present text. */
  get current(): boolean { return this.report !== null && !this.early && this.editor.current; }

  /** Whether the advice that is shown is about the present text: what it offers can be applied. */
  get advisedNow(): boolean { return this.current && this.advised?.report === this.report; }

  on(topics: readonly Topic[], listener: () => void): void {
    for (const topic of topics) {
      const set = this.#listeners.get(topic) ?? new Set();
      set.add(listener);
      this.#listeners.set(topic, set);
    }
  }

  #tell(topic: Topic): void {
    for (const listener of this.#listeners.get(topic) ?? []) listener();
  }

  #changed(changes: ChangeDesc): void {
    this.#log.push({ version: ++this.#version, changes });
    if (this.#applied && this.notice === this.#applied) this.hush();
    this.#applied = null;
    if (!this.#opening) {
      this.#keeper.typed();
      // What the address says is not what the editor holds any more.
      if (isShared(location.hash)) history.replaceState(null, '', location.pathname + location.search);
    }
    this.#comparison.typed();
    this.#tell('changed');
    void this.#analyse();
  }

  /** Puts another program into the editor. What was there is kept: in its draft, and for undo. */
  open(opened: Opened): void {
    this.#keeper.save();
    this.#keeper.open(opened.draft ?? null, opened.name ?? null);
    if (opened.example) store.set('example', opened.example); else store.remove('example');
    // A link brings its own; whatever comes after is seen as the reader wants it.
    this.inline = opened.inline ?? preferences.inline;
    this.#comparison.base = null;
    this.advised = null;
    this.choose(null, 'list');
    this.#opening = true;
    this.editor.replaceText(opened.text);
    this.#opening = false;
    this.#select = !!opened.selection;
    if (opened.selection) this.editor.select(...opened.selection);
    this.#tell('options');
    this.#tell('draft');
    void this.#compareWith(opened.before ?? null);
  }

  /** The same program in other words: its comments. What is chosen stays, and nothing is kept. */
  retell(text: string): void {
    if (text === this.editor.text) return;
    this.#opening = true;
    this.editor.rearrange(formatChanges(this.editor.text, text));
    this.#opening = false;
  }

  get draft(): string | null { return this.#keeper.id; }

  /** What stands in the editor, for a name. */
  get openedName(): string | null { return this.#keeper.openedName; }

  keepDraft(name: string): void { this.#keeper.keep(name); }

  draftRemoved(id: string): void { this.#keeper.removed(id); }

  async #analyse(): Promise<void> {
    const version = this.#version;
    const { text } = this.editor;
    const { inline } = this;
    const outcome = await this.#client.analyze({
      files: [{ name: FILE_NAME, text }],
      options: { inline, lang: LANG, verbose: false, advise: true, archive: true },
    });
    switch (outcome.kind) {
      case 'report':
        if (this.#unreachable) this.hush();
        this.#unreachable = false;
        if (inline && outcome.report.notAnalysed?.code === 'stageMissing') return this.#noInlining();
        this.#show(outcome.report, text, version, outcome.ms);
        if (outcome.advice) void this.#advise(outcome.report, version, outcome.advice);
        return;
      default:
        return this.#ended(outcome);
    }
  }

  /** Nothing more comes about the text: with advice, or because something went wrong. */
  #ended(outcome: Outcome): void {
    if (outcome.kind === 'superseded') return;
    this.advising = false;
    this.#tell('advice');
    if (outcome.kind === 'crashed') this.say(t(outcome.why === 'timeout' ? 'engine.timeout' : 'engine.crashed'));
    if (outcome.kind === 'unreachable') {
      this.#unreachable = true;
      this.say(t('engine.unreachable', { what: outcome.what }), { name: t('engine.retry'), run: () => void this.#analyse() });
    }
  }

  /** Puts advice into the report that is shown, once it comes. Of a report that was shown meanwhile the client never tells. */
  async #advise(report: Report, version: number, coming: Promise<Outcome>): Promise<void> {
    // Its words come with the first advice.
    const outcome = await loadPart('advice').then(() => coming, (): Outcome => ({ kind: 'unreachable', what: 'advice' }));
    if (report !== this.report || outcome.kind === 'superseded') return;
    if (outcome.kind === 'advice') this.#takeAdvice(report, version, outcome.advice);
    else this.advised = null;
    this.#ended(outcome);
  }

  #takeAdvice(report: Report, version: number, advice: Advice): void {
    Object.assign(report, advice);
    this.advised = { report, text: this.reportText };
    this.#advisedVersion = version;
    if (report.problems.length > 0) this.#squiggle();
  }

  /** What was done to the text from one version on, up to another; null for nothing. */
  #changes(from: number, to = Infinity): ChangeDesc | null {
    return this.#log.filter(({ version }) => version > from && version <= to).reduce<ChangeDesc | null>((sum, { changes }) => sum?.composeDesc(changes) ?? changes, null);
  }

  /** Puts the cursor at a place that the shown advice tells. */
  gotoAdvised(span: Span): void {
    const changes = this.#changes(this.#advisedVersion);
    this.editor.gotoPosition(changes ? changes.mapPos(Math.min(span.from, changes.length), 1) : span.from);
  }

  /** The engine cannot do it: what it could do stays. */
  #noInlining(): void {
    this.inline = false;
    this.#comparison.base = null;
    this.#tell('options');
    this.say(t('inline.missing'));
    void this.#analyse();
  }

  /** Turns inlining on or off, and shows what changes. */
  setInline(on: boolean): void {
    if (on === this.inline) return;
    this.#comparison.probe = null;
    if (this.base?.kind === 'inline') this.#comparison.base = null;
    else if (this.report && this.current) this.#comparison.base = { kind: 'inline', text: this.reportText, report: this.report };
    this.inline = on;
    preferences.inline = on;
    this.#tell('options');
    this.#tell('changed');
    void this.#analyse();
  }

  /** Keeps the present program to compare later ones with it. */
  pin(kind: 'pin' | 'applied' = 'pin'): void {
    if (!this.report || !this.current) return;
    this.#comparison.probe = null;
    this.#comparison.base = { kind, text: this.reportText, report: this.report };
    this.#deltaChanged();
  }

  unpin(): void {
    this.#comparison.clear();
    this.#deltaChanged();
  }

  async #compareWith(text: string | null): Promise<void> {
    if (text === null) return;
    const report = await this.#aside(text);
    if (!report) return;
    this.#comparison.base = { kind: 'link', text, report };
    this.#deltaChanged();
  }

  #input(text: string): Input {
    return { files: [{ name: FILE_NAME, text }], options: { inline: this.inline, lang: LANG, verbose: false, advise: false, archive: true } };
  }

  async #aside(text: string): Promise<Report | null> {
    const outcome = await this.#client.analyzeAside(this.#input(text));
    return outcome.kind === 'report' ? outcome.report : null;
  }

  /** What can be changed at the chosen place, to ask what the verdicts would be; empty until the engine has told. */
  get offers(): readonly Offer[] {
    const site = this.chosen?.kind === 'site' && this.#offers.of === this.report ? this.chosen.index : null;
    return site === null ? [] : offersFor(this.#offers.all, site);
  }

  /** Asks the engine what can be changed in the present program, once for each report: for a panel that shows it. */
  needOffers(): void {
    const { report, reportText } = this;
    if (!report || !this.current || this.#offers.asked === report) return;
    this.#offers.asked = report;
    void this.#client.whatIf(this.#input(reportText), null).then((outcome) => {
      if (this.report !== report || outcome.kind !== 'whatIf' || outcome.answer.kind !== 'offers') return;
      this.#offers = { asked: report, of: report, all: outcome.answer.offers };
      this.#tell('delta');
    });
  }

  /** Asks what the verdicts would be after a change that is tried on a copy. */
  async tryOut(change: Change): Promise<void> {
    const { report, reportText, current } = this;
    if (!report || !current) return this.say(t('suggestions.stale'));
    const outcome = await this.#client.whatIf(this.#input(reportText), change);
    if (this.reportText !== reportText || !this.current) return;
    if (outcome.kind !== 'whatIf') return this.say(t('impossible.notAnalysed'));
    const { answer } = outcome;
    if (answer.kind === 'impossible') return this.say(t(`impossible.${answer.code}`, answer.params));
    if (answer.kind !== 'difference') return;
    const found = answer.difference;
    const at = this.#offers.all.find((o) => sameChange(o.change, change))?.span ?? null;
    this.#comparison.probe = { change, text: applyChanges(reportText, found.edits), found, at };
    this.#deltaChanged();
  }

  /** What the present program is compared with. */
  get base(): Base | null { return this.#comparison.base; }

  /** What was tried on a copy of it. */
  get probe(): Comparison['probe'] { return this.#comparison.probe; }

  /** The two versions that are compared now; null where there is nothing to compare with. */
  get delta(): Delta | null { return this.#comparison.delta(this.report && { text: this.reportText, report: this.report }); }

  #deltaChanged(): void {
    const { delta } = this;
    const side = this.probe ? 'before' : 'after';
    const at = this.probe?.at ?? null;
    this.editor.showChanged(delta?.changes.map((c) => c[side]).filter((i) => i !== null) ?? [], at?.file === 0 ? at : null);
    this.#tell('delta');
  }

  /** Analyses a text beside the one in the editor, or the same with other options; what is shown stays. */
  ask(text: string, options: Partial<Options>): Promise<Outcome> {
    const usual = this.report?.options ?? { inline: this.inline, lang: LANG, verbose: false, advise: false };
    return this.#client.ask({ files: [{ name: FILE_NAME, text }], options: { ...usual, advise: false, ...options } });
  }

  #show(report: Report, text: string, version: number, ms: number): void {
    this.advising = true;
    if (this.advised) {
      const since = this.#changes(this.#advisedVersion, version);
      Object.assign(report, carried(this.advised.report, report, (pos) => since?.mapPos(Math.min(pos, since.length), 1) ?? pos));
    }
    const changes = this.#changes(version);
    const chosen = this.#carryOver(report);
    const { step } = this;
    this.report = report;
    this.reportText = text;
    // What was applied is undone: nothing is left to compare.
    if (this.base?.kind === 'applied' && this.base.text === text) this.#comparison.base = null;
    this.ms = ms;
    this.early = false;
    const needed = this.advised ? Math.min(version, this.#advisedVersion) : version;
    this.#log = this.#log.filter((entry) => entry.version > needed);
    this.chosen = chosen;
    this.editor.show(report, changes);
    this.editor.choose(chosen);
    this.step = step !== null && step <= this.steps.length ? step : null;
    if (this.step !== step || step !== null) this.editor.showStep(this.step, null);
    this.#squiggle();
    if (this.#select) {
      this.#select = false;
      const target = this.editor.targetAtCursor();
      if (target) this.choose(target, 'list');
    }
    this.#tell('report');
    this.#deltaChanged();
  }

  /** The target of the new report that stands where the chosen one stands now. */
  #carryOver(next: Report): Target | null {
    const old = this.report && this.chosen ? { span: targetSpan(this.report, this.chosen), kind: this.chosen.kind } : null;
    if (!old?.span) return null;
    const { from } = this.editor.present(old.span);
    const name = this.chosen!.kind === 'site' ? this.report!.sites[this.chosen!.index]!.name : null;
    return targetsOf(next, 0).find((target) => target.kind === old.kind && targetSpan(next, target)!.from === from
      && (name === null || next.sites[target.index]!.name === name)) ?? null;
  }

  /** Names of packages that a wrong import may have meant. */
  near(problem: Problem): string[] {
    return problem.kind === 'import' && problem.path !== null ? nearest(problem.path, this.packages) : [];
  }

  /** What one click can mend: fixes that the engine has proven, and packages that a wrong import may have meant. */
  fixes(problem: Problem): { readonly name: string; readonly run: () => void }[] {
    const proven = problem.fixes.map((fix) => ({
      name: fixName(fix),
      run: () => void this.#edit(fix.edits),
    }));
    const near = this.near(problem).map((path) => ({
      name: t('problems.use', { path }),
      run: () => { if (problem.span) this.editor.replace(problem.span, `"${path}"`); },
    }));
    return [...proven, ...near];
  }

  #squiggle(): void {
    if (!this.report) return;
    this.editor.showProblems(this.report.problems.filter((p) => p.span?.file === 0).map((problem): Squiggle => ({
      span: problem.span!,
      text: problem.text,
      fixes: this.fixes(problem),
    })));
  }

  choose(target: Target | null, by: 'press' | 'cursor' | 'list'): void {
    this.chosenBy = by;
    if (!sameTarget(target, this.chosen)) this.step = null;
    this.chosen = target;
    this.editor.choose(target);
    this.#tell('chosen');
  }

  /** The steps of the chosen target's flow. */
  get steps(): readonly NumberedStep[] {
    const site = this.chosen?.kind === 'site' ? this.report?.sites[this.chosen.index] : undefined;
    return site ? numberedSteps(site) : [];
  }

  /** Goes to a step of the chosen target's flow, counted from 1. */
  goToStep(n: number): void {
    const found = this.steps[n - 1];
    if (!found) return;
    this.step = n;
    this.editor.showStep(n, found.step.at?.file === 0 ? found.step.at : null);
    this.#tell('step');
  }

  /** Goes on to the next step, or back; from the last one to the first. */
  moveStep(direction: 1 | -1): boolean {
    const { length } = this.steps;
    if (length === 0) return false;
    const from = this.step ?? (direction > 0 ? 0 : length + 1);
    this.goToStep(((from - 1 + direction + length) % length) + 1);
    return true;
  }

  /** Applies a suggestion of the report that is shown, and offers to undo it. */
  apply(suggestion: Suggestion): void {
    const title = suggestionTitle(suggestion);
    this.#apply(suggestion.edits, t('suggestions.applied', { title }), true);
  }

  /** Applies what was proven together as one change. */
  applyAll({ suggestions, edits }: Together): void {
    this.#apply(edits, t('suggestions.all.applied', { n: suggestions.length }), true);
  }

  /** Applies the fix of a mistake. */
  mend(edits: readonly Edit[], title: string): void {
    this.#apply(edits, t('suggestions.applied', { title }), false);
  }

  /** Edits of the advice that is shown: they belong to the text that it is about, and to no other. */
  #edit(edits: readonly Edit[]): boolean {
    if (this.advisedNow && this.editor.apply(edits)) return true;
    this.say(t('suggestions.stale'));
    return false;
  }

  #apply(edits: readonly Edit[], done: string, pin: boolean): void {
    if (pin && this.advisedNow && this.base?.kind !== 'pin') this.pin('applied');
    if (!this.#edit(edits)) return;
    this.say(done, { name: t('suggestions.undo'), run: () => { this.editor.undo(); this.say(t('suggestions.undone')); } });
    this.#applied = this.notice;
  }

  setHeat(heat: Heat | null): void {
    this.heat = heat;
    this.#tell('heat');
  }

  say(text: string, action: Notice['action'] = null): void {
    this.notice = { text, action };
    this.#tell('notice');
  }

  hush(): void {
    this.notice = null;
    this.#tell('notice');
  }

  retry(): void {
    this.#client.retry();
    void this.#analyse();
  }

  languageChanged(): void {
    this.editor.relabel();
    this.#squiggle();
    this.#tell('language');
  }
}
