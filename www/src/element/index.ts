/**
 * `<go-escape>`: a Go program in somebody else's page, with its marks and verdicts. Until the reader asks for them it is what the page's author
 * wrote, and a button; then it is a frame with this playground, so that the page around it needs to allow nothing but the frame.
 *
 * The frame tells its height and what it found, never the text: see app/embed.ts.
 */
import { encode } from '../app/share';
import { languageOf, textsOf, type ElementLanguage } from './texts';

/** What the frame counted. */
export type Found = { readonly heap: number; readonly stack: number; readonly problems: number };

/** Where the playground is: beside this file. */
const script = import.meta.url;
const home = import.meta.env.DEV ? new URL('/', script) : new URL('.', script);

const STYLE = `
:host { display: block; margin-block: 1em; }
:host([hidden]) { display: none; }
[part='code'], ::slotted(pre) { overflow: auto; tab-size: 4; margin: 0; }
[part='bar'] { display: flex; flex-wrap: wrap; align-items: center; gap: .4em 1em; margin-top: .4em; font: .9em/1.5 system-ui, sans-serif; }
button { font: inherit; padding: .35em 1em; border: 1px solid currentColor; border-radius: .5em; background: none; color: inherit; cursor: pointer; }
a { color: inherit; }
iframe { display: block; width: 100%; height: 12em; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .6em; background: Canvas; }
[hidden] { display: none !important; }
:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
`;

/** The program between the tags: of `<code>` or `<pre>` where they are there. */
function written(element: Element): string {
  const block = element.querySelector('code') ?? element.querySelector('pre') ?? element;
  return (block.textContent ?? '').replace(/^\r?\n/, '');
}

export class GoEscape extends HTMLElement {
  static readonly observedAttributes = ['code', 'src', 'inline', 'lang', 'theme', 'load', 'mode'];

  readonly #slot = document.createElement('slot');
  readonly #pre = document.createElement('pre');
  readonly #bar = document.createElement('div');
  readonly #button = document.createElement('button');
  readonly #link = document.createElement('a');
  #frame: HTMLIFrameElement | null = null;
  #seen: IntersectionObserver | null = null;
  /** The program of `src`, when it came. */
  #fetched: { readonly src: string; readonly text: string | null } | null = null;
  /** Counts what was asked for, so that what comes late is told apart. */
  #turn = 0;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    this.#pre.setAttribute('part', 'code');
    this.#pre.tabIndex = 0;
    this.#bar.setAttribute('part', 'bar');
    this.#button.type = 'button';
    this.#button.setAttribute('part', 'button');
    this.#button.addEventListener('click', () => void this.show());
    this.#link.setAttribute('part', 'link');
    this.#link.target = '_blank';
    this.#link.rel = 'noopener';
    this.#bar.append(this.#button, this.#link);
    root.append(this.#slot, this.#pre, this.#bar);
  }

  connectedCallback(): void {
    addEventListener('message', this.#hear);
    // The children of an element that the parser is in the middle of come later.
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', () => void this.#render(), { once: true });
    else void this.#render();
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.#hear);
    this.#seen?.disconnect();
    this.#seen = null;
    this.#frame?.remove();
    this.#frame = null;
  }

  attributeChangedCallback(): void { if (this.isConnected && document.readyState !== 'loading') void this.#render(); }

  /** The program, as the page has it. */
  get code(): string { return this.getAttribute('code') ?? this.#fetched?.text ?? written(this); }
  set code(text: string) { this.setAttribute('code', text); }

  get #language(): ElementLanguage { return languageOf(this.closest('[lang]')?.getAttribute('lang') ?? navigator.language); }

  /** Shows the marks, as the button does. */
  async show(): Promise<void> {
    if (!this.#frame) {
      const focused = this.shadowRoot!.activeElement === this.#button;
      this.#frame = document.createElement('iframe');
      this.#frame.setAttribute('part', 'frame');
      this.#frame.allow = 'clipboard-write';
      if (focused) this.#frame.addEventListener('load', () => this.#frame?.focus(), { once: true });
      await this.#render();
    }
  }

  async #render(): Promise<void> {
    const turn = ++this.#turn;
    await this.#fetch();
    if (turn !== this.#turn || !this.isConnected) return;
    const texts = textsOf(this.#language);
    const own = this.getAttribute('code') ?? this.#fetched?.text ?? null;
    const failed = this.#fetched !== null && this.#fetched.text === null;
    this.#button.textContent = texts.show;
    this.#link.textContent = texts.open;
    this.#pre.textContent = failed ? texts.failed : own ?? '';
    const fragment = await encode({ code: this.code, inline: this.getAttribute('inline') !== 'off', selection: null, view: null, before: null });
    if (turn !== this.#turn || !this.isConnected) return;
    this.#link.href = this.#address(false) + fragment;
    this.#button.hidden = failed;
    const frame = this.#frame;
    this.#slot.hidden = frame !== null || own !== null || failed;
    this.#pre.hidden = frame !== null || (own === null && !failed);
    this.#bar.hidden = frame !== null;
    if (frame) {
      frame.title = texts.title;
      // Another fragment alone opens another program in the same frame.
      const address = this.#address(true) + fragment;
      if (frame.src !== address) frame.src = address;
      if (!frame.isConnected) this.shadowRoot!.append(frame);
    } else if (this.getAttribute('load') === 'visible' && !failed) this.#whenVisible();
  }

  #address(framed: boolean): string {
    const url = new URL(home);
    if (framed) url.searchParams.set('embed', 'element');
    url.searchParams.set('lang', this.#language);
    const theme = this.getAttribute('theme');
    if (theme) url.searchParams.set('theme', theme);
    if (this.getAttribute('mode') === 'predict') url.searchParams.set('mode', 'predict');
    return url.href;
  }

  async #fetch(): Promise<void> {
    const src = this.getAttribute('src');
    if (src === null || this.hasAttribute('code')) { this.#fetched = null; return; }
    if (this.#fetched?.src === src) return;
    const text = await fetch(new URL(src, document.baseURI), { credentials: 'omit' }).then((r) => (r.ok ? r.text() : null), () => null);
    if (this.getAttribute('src') === src) this.#fetched = { src, text };
  }

  #whenVisible(): void {
    if (this.#seen) return;
    this.#seen = new IntersectionObserver((entries) => {
      if (!entries.some((e) => e.isIntersecting)) return;
      this.#seen?.disconnect();
      void this.show();
    }, { rootMargin: '200px' });
    this.#seen.observe(this);
  }

  /** What the frame says; whatever else sends messages is not listened to. */
  readonly #hear = (event: MessageEvent): void => {
    if (!this.#frame || event.source !== this.#frame.contentWindow || event.origin !== home.origin) return;
    const { goescape, height, found } = (event.data ?? {}) as { goescape?: unknown; height?: unknown; found?: unknown };
    if (goescape !== 1) return;
    if (typeof height === 'number' && height > 0 && height < 20_000) this.#frame.style.height = `${Math.ceil(height) + 2}px`;
    if (found) this.dispatchEvent(new CustomEvent<Found>('result', { detail: found as Found, bubbles: true }));
  };
}

if (!customElements.get('go-escape')) customElements.define('go-escape', GoEscape);
