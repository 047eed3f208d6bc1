/** What the reader chose: language and theme. Kept in this browser, named in the address where a link wants to say it. */
import { LANGUAGES, pickLanguage, type Language } from '../i18n';

export const THEMES = ['system', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/** localStorage where the browser gives it; a sandboxed frame has none. */
export const store = {
  get(key: string): string | null {
    try { return localStorage.getItem(`goescape.${key}`); } catch { return null; }
  },
  set(key: string, value: string): void {
    try { localStorage.setItem(`goescape.${key}`, value); } catch { /* nothing is kept then */ }
  },
  remove(key: string): void {
    try { localStorage.removeItem(`goescape.${key}`); } catch { /* nothing was kept */ }
  },
};

/** Whether calls are inlined, as `go build` does: yes, until the reader says no. Kept here where nothing can be stored. */
let inline = store.get('inline') !== '';
export const preferences = {
  get inline(): boolean { return inline; },
  set inline(on: boolean) {
    inline = on;
    store.set('inline', on ? '1' : '');
  },
};

const oneOf = <T extends string>(list: readonly T[], value: string | null): T | undefined => list.find((x) => x === value);

const query = (): URLSearchParams => new URLSearchParams(location.search);

/** How another page has this one in a frame: `1` as a whole, `element` as part of its text; null in a window of its own. */
export const embedded = (): string | null => query().get('embed');

export const initialLanguage = (): Language =>
  oneOf(LANGUAGES, query().get('lang')) ?? oneOf(LANGUAGES, store.get('lang')) ?? pickLanguage(navigator.languages);

export const initialTheme = (): Theme => oneOf(THEMES, query().get('theme')) ?? oneOf(THEMES, store.get('theme')) ?? 'system';

const DARK = '(prefers-color-scheme: dark)';
const CONTRAST = '(prefers-contrast: more)';

/** The colours that a theme comes to, with what the system wishes. */
function look(theme: Theme): string {
  const contrast = theme === 'contrast' || (theme === 'system' && matchMedia(CONTRAST).matches);
  const dark = theme === 'dark' || (theme !== 'light' && matchMedia(DARK).matches);
  return `${contrast ? 'contrast-' : ''}${dark ? 'dark' : 'light'}`;
}

let applied: Theme = 'system';

export function applyTheme(theme: Theme): void {
  const { dataset } = document.documentElement;
  applied = theme;
  if (theme === 'system') delete dataset['theme']; else dataset['theme'] = theme;
  dataset['look'] = look(theme);
}

/** Goes along when the system's wishes change. */
export function followSystem(): void {
  for (const wish of [DARK, CONTRAST]) matchMedia(wish).addEventListener('change', () => applyTheme(applied));
}
