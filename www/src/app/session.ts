/** The page's mutable state: the text, the engine, the report that is shown, and what is chosen in it. */
import type { ChangeDesc } from '@codemirror/state';
import { EngineClient, type EngineState, type WorkerLike } from '../engine/client';
import type { Problem, Report, Suggestion } from '../engine/wire';
import { t } from '../i18n';
import { Editor, type Squiggle } from '../editor';
import { numberedSteps, sameTarget, targetSpan, targetsOf, type NumberedStep, type Target } from '../editor/targets';
import { fixName, suggestionTitle } from '../words';
import { nearest } from './near';
import { store } from './settings';

/** What can change; panels listen for what they show. */
export type Topic = 'report' | 'changed' | 'chosen' | 'step' | 'engine' | 'language' | 'packages' | 'notice' | 'line' | 'heat';

/** A short message with at most one thing to do. */
export type Notice = { readonly text: string; readonly action: { readonly name: string; readonly run: () => void } | null };

/** How much each site counts, by something that was measured; larger is more. */
export type Heat = { readonly of: (site: number) => number; readonly text: (site: number) => string };

const FILE_NAME = 'prog.go';

export class Session {
  readonly editor: Editor;
  readonly #client: EngineClient;
  readonly #listeners = new Map<Topic, Set<() => void>>();

  report: Report | null = null;
  /** The text that the report is about. */
  reportText = '';
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
  notice: Notice | null = null;
  /** What a screen reader is told about the cursor's line. */
  lineText = '';

  /** Changes since a version, so that a late report can be laid over a newer text. */
  #version = 0;
  #log: { version: number; changes: ChangeDesc }[] = [];
  /** The message that something could not be loaded is shown; the next report takes it away. */
  #unreachable = false;
  #draftTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: HTMLElement, text: string, createWorker: () => WorkerLike) {
    this.editor = new Editor(host, text, {
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
    addEventListener('pagehide', () => this.#saveDraft());
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.#saveDraft(); });
    void this.#analyse();
  }

  /** Whether the report that is shown is about the present text. */
  get current(): boolean { return this.report !== null && this.editor.current; }

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
    clearTimeout(this.#draftTimer);
    this.#draftTimer = setTimeout(() => this.#saveDraft(), 300);
    this.#tell('changed');
    void this.#analyse();
  }

  #saveDraft(): void {
    clearTimeout(this.#draftTimer);
    store.set('draft', this.editor.text);
  }

  async #analyse(): Promise<void> {
    const version = this.#version;
    const text = this.editor?.text ?? '';
    const outcome = await this.#client.analyze({
      files: [{ name: FILE_NAME, text }],
      options: { inline: false, lang: 'go1.27', verbose: false, advise: true },
    });
    switch (outcome.kind) {
      case 'report':
        if (this.#unreachable) this.hush();
        this.#unreachable = false;
        this.#show(outcome.report, text, version, outcome.ms);
        return;
      case 'crashed':
        return this.say(t(outcome.why === 'timeout' ? 'engine.timeout' : 'engine.crashed'));
      case 'unreachable':
        this.#unreachable = true;
        return this.say(t('engine.unreachable', { what: outcome.what }), { name: t('engine.retry'), run: () => void this.#analyse() });
    }
  }

  #show(report: Report, text: string, version: number, ms: number): void {
    this.#log = this.#log.filter((entry) => entry.version > version);
    const changes = this.#log.reduce<ChangeDesc | null>((sum, { changes: next }) => (sum ? sum.composeDesc(next) : next), null);
    const chosen = this.#carryOver(report);
    const { step } = this;
    this.report = report;
    this.reportText = text;
    this.ms = ms;
    this.chosen = chosen;
    this.editor.show(report, changes);
    this.editor.choose(chosen);
    this.step = step !== null && step <= this.steps.length ? step : null;
    if (this.step !== step || step !== null) this.editor.showStep(this.step, null);
    this.#squiggle();
    this.#tell('report');
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
      run: () => { if (!this.editor.apply(fix.edits)) this.say(t('suggestions.stale')); },
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
    if (!this.editor.apply(suggestion.edits)) return this.say(t('suggestions.stale'));
    this.say(t('suggestions.applied', { title }), {
      name: t('suggestions.undo'),
      run: () => { this.editor.undo(); this.say(t('suggestions.undone')); },
    });
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
