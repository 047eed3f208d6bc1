/** The editor: CodeMirror with Go, verdicts and problems. It knows nothing of the page around it. */
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory, undo } from '@codemirror/commands';
import { goLanguage } from '@codemirror/lang-go';
import { bracketMatching, indentOnInput, indentUnit } from '@codemirror/language';
import type { Diagnostic } from '@codemirror/lint';
import { Compartment, EditorState, Transaction, type ChangeDesc, type Extension, type Text } from '@codemirror/state';
import {
  EditorView, closeHoverTooltips, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, hoverTooltip, keymap, lineNumbers,
} from '@codemirror/view';
import { h } from '../dom';
import type { Edit, Report, Span } from '../engine/wire';
import { t } from '../i18n';
import { arrows } from './arrows';
import { card } from './card';
import cardStyle from './card.css?inline';
import { marksField, present, relabel, setChanged, setChosen, setReport, setStep, targetAt, targetOnLine, targetsOnLineText, verdicts } from './marks';
import { sameTarget, targetSpan, targetsOf, type Target } from './targets';
import { theme } from './theme';

/** A squiggle: a range of the report's text, the compiler's words, and what a click can mend. */
export type Squiggle = { readonly span: Span; readonly text: string; readonly fixes: readonly { readonly name: string; readonly run: () => void }[] };

/** Undone by itself, also right after something was typed. */
const ONE_STEP = isolateHistory.of('full');

export type EditorEvents = {
  /** The text has changed. */
  readonly changed: (changes: ChangeDesc) => void;
  /** A target was chosen: by pressing it, or because the cursor came to it. */
  readonly chosen: (target: Target, by: 'press' | 'cursor') => void;
  /** The number of a step was pressed. */
  readonly step: (n: number) => void;
  /** The next step is asked for, or the one before. */
  readonly moveStep: (direction: 1 | -1) => boolean;
  /** The cursor came to another line; `text` tells its verdicts, and is empty where it has none. */
  readonly line: (line: number, text: string) => void;
};

/** A squiggle needs a character to stand under: an error at the end of a line or of the text stands under the last one before it. */
function visible(doc: Text, { from, to }: { from: number; to: number }): { from: number; to: number } {
  if (doc.sliceString(from, to).trim() !== '') return { from, to };
  if (doc.sliceString(from, from + 1).trim() !== '') return { from, to: from + 1 };
  let line = doc.lineAt(from);
  let end = doc.sliceString(line.from, from).trimEnd().length;
  while (end === 0 && line.number > 1) {
    line = doc.line(line.number - 1);
    end = line.text.trimEnd().length;
  }
  return { from: line.from + Math.max(0, end - 1), to: line.from + end };
}

export class Editor {
  readonly view: EditorView;
  readonly #labels = new Compartment();
  readonly #language = new Compartment();
  readonly #searching = new Compartment();
  #search: Promise<(view: EditorView) => boolean> | null = null;
  readonly #events: EditorEvents;
  #squiggles: readonly Squiggle[] = [];
  #lint: typeof import('@codemirror/lint') | null = null;

  constructor(host: HTMLElement, text: string, events: EditorEvents) {
    this.#events = events;
    // In a shadow root the editor's styles are constructed sheets, so that the page can forbid inline styles.
    const root = host.attachShadow({ mode: 'open' });
    const parent = h('div', { class: 'cm-host' });
    root.append(parent);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`.cm-host{height:100%}${cardStyle}`);
    root.adoptedStyleSheets = [sheet];
    this.view = new EditorView({ root, parent, state: EditorState.create({ doc: text, extensions: this.#extensions() }) });
  }

  #extensions(): Extension {
    return [
      lineNumbers(), verdicts((target) => this.#events.chosen(target, 'press'), (n) => this.#events.step(n)), arrows, highlightActiveLineGutter(), highlightSpecialChars(), history(), drawSelection(),
      dropCursor(), indentOnInput(), bracketMatching(), highlightActiveLine(), this.#language.of([]), theme,
      EditorState.tabSize.of(4), indentUnit.of('\t'),
      keymap.of([
        { key: 'F8', run: () => this.next(1), shift: () => this.next(-1), preventDefault: true },
        { key: 'F9', run: () => this.#events.moveStep(1), shift: () => this.#events.moveStep(-1), preventDefault: true },
        indentWithTab, ...historyKeymap,
      ]),
      this.#searching.of(keymap.of([{ key: 'Mod-f', run: (view) => { void this.loadSearch().then((open) => open(view)); return true; }, preventDefault: true }])),
      // Mod-Enter is the page's: it applies the first suggestion.
      keymap.of(defaultKeymap.filter(({ key }) => key !== 'Mod-Enter')),
      hoverTooltip((view, pos) => this.#hover(view, pos), { hoverTime: 250 }),
      this.#labels.of(this.#labelExtensions()),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.#events.changed(update.changes.desc);
        if (update.selectionSet || update.docChanged) this.#cursorMoved(update.startState, update.state, update.docChanged);
      }),
    ];
  }

  #labelExtensions(): Extension {
    return [
      EditorView.contentAttributes.of({
        'aria-label': t('editor.label'), 'aria-description': t('editor.help'), spellcheck: 'false', autocorrect: 'off', autocapitalize: 'off', translate: 'no', lang: 'en', tabindex: '0',
      }),
      EditorState.phrases.of({
        Find: t('cm.find'), Replace: t('cm.replace'), next: t('cm.next'), previous: t('cm.previous'), all: t('cm.all'), 'match case': t('cm.matchCase'),
        'by word': t('cm.byWord'), regexp: t('cm.regexp'), replace: t('cm.replaceOne'), 'replace all': t('cm.replaceAll'), close: t('cm.close'),
        'Go to line': t('cm.goToLine'), go: t('cm.go'), 'current match': t('cm.currentMatch'), 'on line': t('cm.onLine'), Diagnostics: t('problems.list'),
      }),
    ];
  }

  /** Reads the program as Go, for its colours: apart from the constructor, since a slow processor takes as long for either. */
  colour(): void { this.view.dispatch({ effects: this.#language.reconfigure(goLanguage) }); }

  get text(): string { return this.view.state.doc.toString(); }

  /** Replaces the whole text; undo brings the old one back. */
  replaceText(text: string): void {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true, annotations: ONE_STEP });
  }

  /** Shows a report; `changes` lead from its text to the present one. */
  show(report: Report, changes: ChangeDesc | null): void {
    this.view.dispatch({ effects: setReport.of({ report, changes }), annotations: Transaction.addToHistory.of(false) });
  }

  /** Shows problems of the report that is shown. */
  showProblems(squiggles: readonly Squiggle[]): void {
    this.#squiggles = squiggles;
    if (this.#lint) this.#underline(this.#lint);
    else if (squiggles.length > 0) this.loadProblems().catch(() => undefined);
  }

  /** Brings what underlines problems. */
  async loadProblems(): Promise<void> {
    this.#lint = await import('@codemirror/lint');
    this.#underline(this.#lint);
  }

  #underline({ setDiagnostics }: typeof import('@codemirror/lint')): void {
    const { state } = this.view;
    const marks = state.field(marksField);
    const diagnostics = this.#squiggles.map(({ span, text, fixes }): Diagnostic => {
      return {
        ...visible(state.doc, present(marks, span, state.doc.length)), severity: 'error', message: text,
        actions: fixes.map(({ name, run }) => ({ name, apply: run })),
      };
    });
    this.view.dispatch(setDiagnostics(state, diagnostics));
  }

  /** Selects a stretch of the text, as far as there is one, and brings it into view. */
  select(anchor: number, head: number): void {
    const { length } = this.view.state.doc;
    this.view.dispatch({ selection: { anchor: Math.min(anchor, length), head: Math.min(head, length) }, effects: EditorView.scrollIntoView(Math.min(head, length), { y: 'center' }) });
  }

  /** Anchor and head of the selection. */
  get selection(): readonly [number, number] {
    const { anchor, head } = this.view.state.selection.main;
    return [anchor, head];
  }

  /** Where the cursor is in the text of the report that is shown. */
  get reportPosition(): number {
    const { head } = this.view.state.selection.main;
    const { changes } = this.view.state.field(marksField);
    return changes ? changes.invertedDesc.mapPos(Math.min(head, changes.newLength)) : head;
  }

  /** Points out sites of the report that is shown: those that a comparison found to differ; and the place of the change that was tried. */
  showChanged(sites: readonly number[], at: Span | null = null): void {
    const { changed, tried } = this.view.state.field(marksField);
    if (sites.join() !== changed.join() || at?.from !== tried?.from || at?.to !== tried?.to) this.view.dispatch({ effects: setChanged.of({ sites, at }) });
  }

  /** Marks the chosen target and the steps of its flow. */
  choose(target: Target | null): void {
    this.view.dispatch({ effects: target ? [setChosen.of(target), closeHoverTooltips] : setChosen.of(null) });
  }

  /** Marks a step of the chosen target's flow and brings it into view; the cursor stays where it is. */
  showStep(n: number | null, span: Span | null): void {
    const scroll = span ? [EditorView.scrollIntoView(this.present(span).from, { y: 'nearest', yMargin: 60 })] : [];
    this.view.dispatch({ effects: [setStep.of(n), ...scroll] });
  }

  /** Puts the cursor at a place of the report, the place into view, and the focus into the editor. */
  goto(span: Span): void {
    this.gotoPosition(this.present(span).from);
  }

  /** Puts the cursor at a position of the present text. */
  gotoPosition(position: number): void {
    this.#reveal(position);
    this.focus();
  }

  /** Focuses the editor; not where that would bring up a keyboard over half of the screen. */
  focus(): void {
    if (!matchMedia('(pointer: coarse)').matches) this.view.focus();
  }

  /** Puts the cursor at a place of the report and the place into view; the focus stays where it is. */
  reveal(span: Span): void {
    this.#reveal(this.present(span).from);
  }

  /** Moves the chosen place up if it stands lower than `bottom`, px of the window. */
  keepAbove(bottom: number): void {
    const { report, chosen } = this.view.state.field(marksField);
    const span = report && chosen ? targetSpan(report, chosen) : null;
    if (!span) return;
    const { from } = this.present(span);
    const place = this.view.coordsAtPos(from);
    // Room for the next line, too, to which the way may go.
    if (place && place.bottom + 2 * this.view.defaultLineHeight > bottom) this.view.dispatch({ effects: EditorView.scrollIntoView(from, { y: 'start', yMargin: 5 * this.view.defaultLineHeight }) });
  }

  #reveal(from: number): void {
    this.view.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  }

  /** Where a span of the report is now. */
  present(span: Span): { from: number; to: number } {
    return present(this.view.state.field(marksField), span, this.view.state.doc.length);
  }

  /** Whether the text is still the report's. */
  get current(): boolean { return this.view.state.field(marksField).changes === null; }

  /** Applies edits of the report that is shown; false if the text is not the report's any more. */
  apply(edits: readonly Edit[]): boolean {
    if (!this.current) return false;
    const changes = this.view.state.changes(edits.map(({ from, to, insert }) => ({ from, to, insert })));
    // The last edit is the one in the function; those before it make the pool and its import.
    const last = edits.at(-1);
    const effects = last ? EditorView.scrollIntoView(changes.mapPos(last.from), { y: 'center' }) : [];
    this.view.dispatch({ changes, effects, userEvent: 'input.suggestion', annotations: ONE_STEP });
    return true;
  }

  /** Replaces one place of the report by another text. */
  replace(span: Span, insert: string): void {
    this.view.dispatch({ changes: { ...this.present(span), insert }, userEvent: 'input.fix', annotations: ONE_STEP });
  }

  /** Changes the text as it is now, in one step that is undone by itself; the cursor goes along. */
  rearrange(changes: readonly { readonly from: number; readonly to: number; readonly insert: string }[]): void {
    this.view.dispatch({ changes: [...changes], userEvent: 'input.format', annotations: ONE_STEP });
  }

  /** Makes the text what was typed before the editor was there, as one step that can be undone, and selects what was selected. */
  takeOver(text: string, selection: readonly [number, number] | null): void {
    const old = this.text;
    let from = 0;
    while (from < old.length && old[from] === text[from]) from++;
    let end = 0;
    while (end < Math.min(old.length, text.length) - from && old.at(-1 - end) === text.at(-1 - end)) end++;
    const changes = old === text ? undefined : { from, to: old.length - end, insert: text.slice(from, text.length - end) };
    if (!changes && !selection) return;
    const [anchor, head] = selection ?? [0, 0];
    this.view.dispatch({ ...(changes && { changes, userEvent: 'input.type', annotations: ONE_STEP }), ...(selection && { selection: { anchor: Math.min(anchor, text.length), head: Math.min(head, text.length) } }) });
  }

  /** Brings the search, and gives what opens it. */
  loadSearch(): Promise<(view: EditorView) => boolean> {
    return (this.#search ??= import('./search').then(({ searching, openSearchPanel }) => {
      this.view.dispatch({ effects: this.#searching.reconfigure(searching) });
      return openSearchPanel;
    }));
  }

  undo(): boolean { return undo(this.view); }

  /** Moves the cursor to the next or the former target, round the end of the program. */
  next(direction: 1 | -1): boolean {
    const { state } = this.view;
    const marks = state.field(marksField);
    const targets = marks.report ? targetsOf(marks.report, 0) : [];
    if (!marks.report || targets.length === 0) return true;
    const at = targets.findIndex((x) => x.kind === marks.chosen?.kind && x.index === marks.chosen.index);
    const { head } = state.selection.main;
    const starts = targets.map((x) => present(marks, targetSpan(marks.report!, x)!, state.doc.length).from);
    // From the chosen one if the cursor is still on it, otherwise from the cursor.
    let to: number;
    if (at >= 0 && starts[at] === head) to = at + direction;
    else if (direction > 0) to = starts.findIndex((s) => s > head);
    else to = starts.findLastIndex((s) => s < head);
    const target = targets[(to < 0 ? targets.length - 1 : to) % targets.length]!;
    if (to < 0 && direction > 0) return this.#jump(targets[0]!);
    return this.#jump(target);
  }

  #jump(target: Target): boolean {
    const marks = this.view.state.field(marksField);
    const { from } = present(marks, targetSpan(marks.report!, target)!, this.view.state.doc.length);
    this.view.dispatch({ selection: { anchor: from }, effects: [EditorView.scrollIntoView(from, { y: 'center' })] });
    this.#events.chosen(target, 'cursor');
    return true;
  }

  /** Texts in another language. */
  relabel(): void {
    this.view.dispatch({ effects: [this.#labels.reconfigure(this.#labelExtensions()), relabel.of(null)] });
  }

  #hover(view: EditorView, pos: number) {
    const { report, chosen } = view.state.field(marksField);
    const target = targetAt(view.state, pos);
    if (!report || !target) return null;
    // The panel explains the chosen one already: no box has to cover the program.
    if (sameTarget(target, chosen)) return null;
    const span = targetSpan(report, target)!;
    const same = targetsOf(report, 0).filter((x) => {
      const other = targetSpan(report, x)!;
      return other.from === span.from && other.to === span.to;
    });
    return {
      pos: this.present(span).from, end: pos, above: true,
      create: () => ({
        dom: h('div', { class: 'hover-cards' }, ...same.map((x) => h('div', { class: 'hover-card' }, card(report, x, { goto: (span) => this.goto(span) }, true)))),
      }),
    };
  }

  #cursorMoved(before: EditorState, after: EditorState, docChanged: boolean): void {
    const { head } = after.selection.main;
    const line = after.doc.lineAt(head).number;
    if (line !== before.doc.lineAt(Math.min(before.selection.main.head, before.doc.length)).number) this.#events.line(line, targetsOnLineText(after, head));
    if (docChanged || !after.selection.main.empty) return;
    const target = targetAt(after, head);
    if (target) this.#events.chosen(target, 'cursor');
  }

  /** The strongest target on the cursor's line. */
  targetAtCursor(): Target | null {
    const { state } = this.view;
    return targetAt(state, state.selection.main.head) ?? targetOnLine(state, state.selection.main.head);
  }
}
