/** The top of the page: name, examples, language, theme. */
import { h, icon, patchChildren, type Shape } from '../dom';
import { LANGUAGES, language, loadLanguage, setLanguage, t, type Key, type Language } from '../i18n';
import { keyLabel, type Commands } from './commands';
import { EXAMPLES, GROUPS, exampleOf, exampleText, loadExamples, type Example } from './examples';
import { LOGO } from './logo';
import type { Session } from './session';
import { THEMES, applyTheme, store, type Theme } from './settings';

export class Header {
  readonly element = h('header', { class: 'top' });
  readonly #dialog = h('dialog', { class: 'examples', id: 'examples' });
  readonly #session: Session;
  #theme: Theme;

  readonly #commands: Commands;

  constructor(session: Session, commands: Commands, theme: Theme) {
    this.#session = session;
    this.#commands = commands;
    this.#theme = theme;
    // A press beside the box closes it.
    this.#dialog.addEventListener('click', (event) => { if (event.target === this.#dialog) this.#dialog.close(); });
    this.render();
  }

  render(): void {
    const shape = ({ system: 'system', light: 'sun', dark: 'moon', contrast: 'contrast' } as const)[this.#theme];
    const other: Language = LANGUAGES.find((l) => l !== language())!;
    this.element.replaceChildren(
      h('a', { class: 'skip', href: '#details' }, t('app.skip')),
      h('h1', { class: 'brand' }, logo(), h('span', {}, t('app.name')), h('small', {}, t('app.tagline'))),
      h('nav', {},
        h('button', { type: 'button', class: 'quiet examples-button', 'aria-haspopup': 'dialog', on: { click: () => this.openExamples() } }, icon('book'), h('span', {}, t('examples.open'))),
        h('button', { type: 'button', class: 'quiet format-button', title: `${t('command.format')} (${keyLabel('Mod-Shift-f')})`, on: { click: () => this.#commands.run('format') } }, icon('format'), h('span', {}, t('format.open'))),
        this.#button('drafts', 'drafts', 'drafts.open'),
        this.#button('share', 'share', 'share.open')),
      h('div', { class: 'choices' },
        h('button', { type: 'button', class: 'icon-button palette-button', 'aria-label': t('palette.open'), title: `${t('palette.open')} (${keyLabel('Mod-k')})`, 'aria-haspopup': 'dialog', on: { click: () => this.#commands.run('palette') } }, icon('command')),
        h('button', { type: 'button', class: 'quiet language-button', lang: other === 'zh' ? 'zh-Hans' : 'en', 'aria-label': t('lang.switch.label'), on: { click: () => this.#language(other) } }, t('lang.switch')),
        h('button', { type: 'button', class: 'icon-button theme-button', 'aria-label': t(`theme.${this.#theme}`), title: t(`theme.${this.#theme}`), on: { click: () => this.#nextTheme() } }, icon(shape))),
      this.#dialog);
  }

  #button(shape: Shape, command: string, name: Key): HTMLElement {
    return h('button', { type: 'button', class: 'quiet', 'aria-haspopup': 'dialog', on: { click: () => this.#commands.run(command) } }, icon(shape), h('span', {}, t(name)));
  }

  /** The box with the examples, as soon as they are there. */
  openExamples(): void { void loadExamples().then(() => this.#showExamples()); }

  #showExamples(): void {
    const current = exampleOf(this.#session.editor.text);
    const item = (x: Example): HTMLElement => h('li', {}, h('button', {
      type: 'button', class: 'example', 'data-example': x.id, 'aria-current': x === current ? 'true' : null,
      on: { click: () => { this.#dialog.close(); this.#session.open({ text: exampleText(x), example: x.id }); } },
    }, h('b', {}, t(x.title)), h('span', {}, t(x.lesson))));
    const groups = (some: readonly Example[]): HTMLElement[] => GROUPS.filter((group) => some.some((x) => x.group === group)).map((group) =>
      h('section', {}, h('h3', {}, t(`example.group.${group}`)), h('ul', {}, ...some.filter((x) => x.group === group).map(item))));
    const list = h('div', { class: 'examples-list', 'aria-live': 'polite' }, ...groups(EXAMPLES));
    // In the words of the title and the lesson, and in the program itself.
    const search = h('input', {
      type: 'search', class: 'filter', 'aria-label': t('examples.search'), placeholder: t('examples.search'),
      on: {
        input: () => {
          const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
          const found = EXAMPLES.filter((x) => { const all = `${t(x.title)} ${t(x.lesson)} ${exampleText(x)}`.toLowerCase(); return words.every((w) => all.includes(w)); });
          patchChildren(list, found.length > 0 ? groups(found) : [h('p', { class: 'empty' }, t('palette.none'))]);
        },
      },
    });
    this.#dialog.setAttribute('aria-label', t('examples.title'));
    this.#dialog.replaceChildren(h('div', { class: 'examples-box' },
      h('div', { class: 'examples-head' }, h('h2', {}, t('examples.title')), h('button', { type: 'button', class: 'icon-button', 'aria-label': t('examples.close'), on: { click: () => this.#dialog.close() } }, icon('close'))),
      search, list,
      h('p', { class: 'hint' }, t('examples.note'))));
    this.#dialog.showModal();
  }

  /** Shows the page in the other language. */
  toggleLanguage(): void { this.#language(LANGUAGES.find((l) => l !== language())!); }

  #language(next: Language): void {
    store.set('lang', next);
    void loadLanguage(next).then(() => {
      setLanguage(next);
      this.#session.languageChanged();
      this.element.querySelector<HTMLElement>('.language-button')?.focus();
    });
  }

  #nextTheme(): void { this.setTheme(THEMES[(THEMES.indexOf(this.#theme) + 1) % THEMES.length]!); this.element.querySelector<HTMLElement>('.theme-button')?.focus(); }

  setTheme(theme: Theme): void {
    this.#theme = theme;
    store.set('theme', this.#theme);
    applyTheme(this.#theme);
    this.render();
  }
}

function logo(): SVGSVGElement {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'logo');
  svg.setAttribute('aria-hidden', 'true');
  for (const [d, name] of LOGO) {
    const path = document.createElementNS(ns, 'path');
    path.setAttribute('d', d);
    path.setAttribute('class', name);
    svg.append(path);
  }
  return svg;
}
