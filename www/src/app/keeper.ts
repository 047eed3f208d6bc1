/** What is typed is kept: in the open draft, or in a new one that a link or an example becomes. */
import { t } from '../i18n';
import { drafts } from './drafts';
import { embedded } from './settings';

const REST = 300; // ms without a key

export class DraftKeeper {
  readonly #text: () => string;
  readonly #told: () => void;
  /** The text differs from what is kept. */
  #dirty = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** The open draft; null for a link or an example that was not edited yet. */
  id: string | null = null;
  /** What a draft made of the open program is called. */
  name: string | null = null;

  /** `text` gives what is in the editor; `told` is called when the draft is another one. */
  constructor(text: () => string, told: () => void) {
    this.#text = text;
    this.#told = told;
    addEventListener('pagehide', () => this.save());
    document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') this.save(); });
  }

  /** Something was typed. */
  typed(): void {
    this.#dirty = true;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), REST);
  }

  save(): void {
    clearTimeout(this.#timer);
    // In somebody else's page nothing is kept.
    if (!this.#dirty || embedded() !== null) return;
    this.#dirty = false;
    const text = this.#text();
    if (this.id !== null && drafts.text(this.id) !== null) return drafts.save(this.id, text);
    const same = drafts.find(text);
    if (same) drafts.open(same.id);
    this.id = same?.id ?? drafts.create(text, this.name ?? t('drafts.untitled', { n: drafts.list().length + 1 })).id;
    this.#told();
  }

  /** Goes on with another program; what was there has been saved. */
  open(id: string | null, name: string | null): void {
    this.id = id;
    this.name = name;
    drafts.open(id);
  }

  /** What stands in the editor, for a name. */
  get openedName(): string | null {
    const draft = this.id === null ? undefined : drafts.list().find((d) => d.id === this.id);
    return draft?.name ?? this.name;
  }

  /** Gives the present program a name of its own. */
  keep(name: string): void {
    const text = this.#text();
    this.#dirty = false;
    if (this.id === null) this.id = drafts.create(text, name).id;
    else { drafts.save(this.id, text); drafts.rename(this.id, name); }
    this.#told();
  }

  /** The editor goes on with a draft that is gone elsewhere. */
  removed(id: string): void {
    if (this.id === id) this.id = null;
    this.#told();
  }
}
