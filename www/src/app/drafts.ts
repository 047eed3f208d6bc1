/** Programs that are kept in this browser, each under a name. A draft is written by its own text alone: opening a link or an example starts another one. */
import { store } from './settings';

export type Draft = { readonly id: string; readonly name: string; /** Milliseconds since 1970. */ readonly time: number };

const INDEX = 'drafts';
const CURRENT = 'drafts.current';
const textKey = (id: string): string => `draft.${id}`;

function isDraft(value: unknown): value is Draft {
  const d = value as Draft | null;
  return typeof d === 'object' && d !== null && typeof d.id === 'string' && typeof d.name === 'string' && typeof d.time === 'number';
}

/** Always read anew: another tab may have written. */
export const drafts = {
  /** All drafts, the newest first. */
  list(): Draft[] {
    try {
      const list: unknown = JSON.parse(store.get(INDEX) ?? '[]');
      return Array.isArray(list) ? list.filter(isDraft).sort((a, b) => b.time - a.time) : [];
    } catch {
      return [];
    }
  },
  text: (id: string): string | null => store.get(textKey(id)),
  /** The draft that was open last. */
  current(): Draft | null {
    const id = store.get(CURRENT);
    return drafts.list().find((d) => d.id === id) ?? null;
  },
  open(id: string | null): void { if (id === null) store.remove(CURRENT); else store.set(CURRENT, id); },
  create(text: string, name: string): Draft {
    const list = drafts.list();
    let id = Date.now().toString(36);
    while (list.some((d) => d.id === id)) id += 'x';
    const draft = { id, name, time: Date.now() };
    store.set(textKey(id), text);
    store.set(INDEX, JSON.stringify([draft, ...list]));
    drafts.open(id);
    return draft;
  },
  save(id: string, text: string): void {
    if (drafts.text(id) === text) return;
    store.set(textKey(id), text);
    store.set(INDEX, JSON.stringify(drafts.list().map((d) => (d.id === id ? { ...d, time: Date.now() } : d))));
  },
  rename(id: string, name: string): void {
    store.set(INDEX, JSON.stringify(drafts.list().map((d) => (d.id === id ? { ...d, name } : d))));
  },
  remove(id: string): void {
    store.set(INDEX, JSON.stringify(drafts.list().filter((d) => d.id !== id)));
    store.remove(textKey(id));
  },
  /** The draft with exactly this text. */
  find: (text: string): Draft | undefined => drafts.list().find((d) => drafts.text(d.id) === text),
};
