/** The line under the editor: what the analyser is doing, what it found, and messages. */
import { h, icon, patchChildren, plain } from '../dom';
import { t } from '../i18n';
import { summary } from '../words';
import type { Session } from './session';

export class Status {
  readonly element = h('footer', { class: 'status' });
  readonly notice = h('div', { class: 'notice', role: 'status' });
  readonly #text = h('span', { class: 'status-text', role: 'status' });
  readonly #bar = h('progress', { class: 'status-bar' });
  readonly #inline = h('button', { type: 'button', role: 'switch', class: 'switch', on: { click: () => this.#session.setInline(!this.#session.inline) } });
  readonly #target = h('span', { class: 'status-target' });
  /** For screen readers alone: the cursor's line. */
  readonly #line = h('span', { class: 'sr', 'aria-live': 'polite' });
  readonly #session: Session;
  #pending: ReturnType<typeof setTimeout> | undefined;
  #gone: ReturnType<typeof setTimeout> | undefined;

  constructor(session: Session) {
    this.#session = session;
    this.element.append(this.#text, this.#bar, this.#inline, this.#target, this.#line);
    session.on(['engine', 'report', 'advice', 'language', 'options'], () => this.render());
    session.on(['notice', 'language'], () => this.#renderNotice());
    session.on(['line'], () => { this.#line.textContent = session.lineText; });
    this.render();
  }

  render(): void {
    const { engine, report, ms } = this.#session;
    this.#bar.hidden = engine.phase !== 'loading' && engine.phase !== 'fetching';
    this.#bar.setAttribute('aria-label', t('engine.loading'));
    if (engine.phase === 'loading' && engine.total) {
      this.#bar.max = engine.total;
      this.#bar.value = engine.loaded;
    } else this.#bar.removeAttribute('value');
    clearTimeout(this.#pending);
    if (engine.phase === 'loading' || engine.phase === 'failed' || engine.phase === 'fetching') this.#say();
    // Counts are told when typing rests, not at each key.
    else this.#pending = setTimeout(() => this.#say(), report && this.#text.textContent ? 120 : 0);
    const { inline } = this.#session;
    this.#inline.setAttribute('aria-checked', String(inline));
    this.#inline.title = plain('inline.hint');
    patchChildren(this.#inline, [h('span', { class: 'switch-track' }), `${t('inline.switch')} `, h('span', { class: 'switch-state', 'aria-hidden': 'true' }, t(inline ? 'inline.on' : 'inline.off'))]);
    const told = report && !this.#session.early;
    patchChildren(this.#target, told ? [t('status.target', { go: report.goVersion, target: report.target }), h('span', { class: 'status-ms' }, ` · ${t('status.time', { ms: Math.max(1, Math.round(ms)) })}`)] : []);
    this.element.classList.toggle('failed', engine.phase === 'failed');
  }

  #say(): void {
    const { engine, report, advising } = this.#session;
    let after = '';
    const text = (() => {
      switch (engine.phase) {
        case 'loading': return engine.total ? t('engine.loading.percent', { percent: Math.round((100 * engine.loaded) / engine.total) }) : t('engine.loading');
        case 'fetching': return t('engine.packages', { paths: engine.paths.join(', ') });
        case 'failed': return `${t('engine.failed')} ${t('engine.failed.hint')}`;
      }
      if (!report || this.#session.early) return t('engine.working');
      if (advising) after = ` · ${t('suggestions.checking')}`;
      return summary(report);
    })();
    if (this.#text.textContent !== text + after) this.#text.replaceChildren(text, ...(after ? [h('span', { class: 'status-advice' }, after)] : []));
    const retry = this.element.querySelector('.retry');
    if (engine.phase === 'failed' && !retry) this.#text.after(h('button', { type: 'button', class: 'quiet retry', on: { click: () => this.#session.retry() } }, t('engine.retry')));
    else if (engine.phase !== 'failed') retry?.remove();
  }

  #renderNotice(): void {
    const { notice } = this.#session;
    clearTimeout(this.#gone);
    if (!notice) { this.notice.replaceChildren(); return; }
    const { action } = notice;
    this.notice.replaceChildren(h('div', { class: 'notice-box' },
      h('span', {}, notice.text),
      action ? h('button', { type: 'button', class: 'link', on: { click: action.run } }, action.name) : null,
      h('button', { type: 'button', class: 'icon-button', 'aria-label': t('why.close'), on: { click: () => this.#session.hush() } }, icon('close'))));
    // A message with something to do waits longer, and never goes while the reader is on it.
    const leave = (): void => {
      if (this.notice.matches(':hover, :focus-within')) this.#gone = setTimeout(leave, 2000);
      else this.#session.hush();
    };
    this.#gone = setTimeout(leave, action ? 15_000 : 8000);
  }
}
