/** Everything that can be done by name: for the palette, for shortcuts, and for buttons that do the same. */
import type { Key } from '../i18n';

export type Command = {
  readonly id: string;
  /** What it does, as a text of the table. */
  readonly name: Key;
  /** Shortcuts, the first of which is shown: `Mod` is Ctrl, or Cmd on a Mac. */
  readonly keys?: readonly string[];
  readonly run: () => void;
  /** Whether it can be done now; without it, always. */
  readonly enabled?: () => boolean;
};

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** The name of a pressed combination: `Mod-Shift-p`, `F8`. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string {
  const mod = isMac ? event.metaKey : event.ctrlKey;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const shift = event.shiftKey && (event.key.length > 1 || mod);
  return [mod && 'Mod', event.altKey && 'Alt', shift && 'Shift', key].filter(Boolean).join('-');
}

/** A shortcut as a person reads it: `Ctrl+K`, `⌘K`. */
export function keyLabel(keys: string): string {
  const parts = keys.split('-').map((p) => ({ Mod: isMac ? '⌘' : 'Ctrl', Shift: isMac ? '⇧' : 'Shift', Alt: isMac ? '⌥' : 'Alt' })[p] ?? (p.length === 1 ? p.toUpperCase() : p));
  return parts.join(isMac ? '' : '+');
}

export class Commands {
  readonly #all: Command[] = [];

  add(...commands: readonly Command[]): void { this.#all.push(...commands); }

  /** Those that can be done now. */
  get available(): readonly Command[] { return this.#all.filter((c) => c.enabled?.() ?? true); }

  get(id: string): Command | undefined { return this.#all.find((c) => c.id === id); }

  run(id: string): void {
    const command = this.get(id);
    if (command && (command.enabled?.() ?? true)) command.run();
  }

  /** Runs the command of a pressed combination; whether there was one. */
  press(event: KeyboardEvent): boolean {
    const name = keyName(event);
    const command = this.available.find((c) => c.keys?.includes(name));
    if (!command) return false;
    command.run();
    return true;
  }
}

/** Commands whose names hold all words, in any order; those that begin with the words first. */
export function search<T extends { readonly text: string }>(items: readonly T[], words: string): T[] {
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const fits = items.filter(({ text }) => { const low = text.toLowerCase(); return wanted.every((w) => low.includes(w)); });
  const first = wanted[0] ?? '';
  return [...fits.filter((x) => x.text.toLowerCase().startsWith(first)), ...fits.filter((x) => !x.text.toLowerCase().startsWith(first))];
}
