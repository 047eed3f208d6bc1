/** The explanation of one target: verdict, plain reason, the way out step by step, the compiler's words, the facts. */
import { h, icon, rich } from '../dom';
import type { Report, Site, Span } from '../engine/wire';
import { count, docsPage, t } from '../i18n';
import { compilerLines, facts, locationName, notAnalysedText, reasonParams, stepText } from '../words';
import { numberedSteps, type Target } from './targets';

export type CardActions = {
  /** Shows a place in the program. */
  readonly goto: (span: Span) => void;
  /** Goes to a step of the flow, counted from 1; without it a step is only a place. */
  readonly step?: (n: number) => void;
  /** The step that the reader is at. */
  readonly at?: number | null;
};

/** The card of a target; `brief` leaves out what the panel alone shows. */
export function card(report: Report, target: Target, actions: CardActions, brief = false): HTMLElement {
  return target.kind === 'site'
    ? siteCard(report, report.sites[target.index]!, actions, brief)
    : functionCard(report, target.index, actions);
}

function siteCard(report: Report, site: Site, actions: CardActions, brief: boolean): HTMLElement {
  const f = site.function === null ? undefined : report.functions[site.function];
  return h('article', { class: `card mark-${site.verdict}` },
    h('header', { class: 'card-head' },
      h('span', { class: 'card-shape' }, icon(site.verdict)),
      h('h3', {}, h('code', {}, site.name), ' ', h('span', { class: 'card-verdict', lang: 'en' }, t(`verdict.${site.verdict}`))),
      placeButton(site.span, actions)),
    h('p', { class: 'card-kind' }, rich(`kind.${site.kind}`), site.typeName && site.typeName !== site.name ? ' ' : '',
      site.typeName && site.typeName !== site.name ? h('code', {}, site.typeName) : null, f ? ' · ' : '', f ? h('code', {}, f.name) : null),
    h('p', { class: 'card-gloss' }, rich(`gloss.${site.verdict}`), t('text.join'), rich(`reason.${site.reason.code}`, reasonParams(site)),
      brief ? null : t('text.join'), brief ? null : h('a', { class: 'card-more', href: docsPage(`reason/${site.reason.code}`), target: '_blank', rel: 'noopener' }, t('docs.more'))),
    flow(site, actions),
    brief ? null : keep(report, site),
    compilerWords(compilerLines(report, site)),
    brief ? null : factTable(site),
    brief ? null : flowWords(site),
    inlinedCalls(site, actions, brief));
}

/** The calls that were replaced by the bodies of what they call, from the outermost inwards; folded where there are several. */
function inlinedCalls(site: Site, actions: CardActions, brief: boolean): HTMLElement | null {
  const { inlined } = site;
  if (inlined.length === 0) return null;
  const calls = inlined.map((call) => h('li', {}, rich('why.inlined', { callee: call.callee }), ' ', call.call ? placeButton(call.call, actions) : null));
  if (brief || calls.length === 1) return h('ul', { class: 'card-note' }, ...calls);
  return h('details', { class: 'words' }, h('summary', {}, count('why.inlined.calls', calls.length)), h('ul', { class: 'card-note' }, ...calls));
}

/** What would keep the value on the stack; nothing for what is there already, or costs nothing as it is. */
function keep(report: Report, site: Site): HTMLElement | null {
  if (site.verdict === 'doesNotEscape') return null;
  const free = site.verdict !== 'leakingParam' && site.allocates.when === 'never';
  return h('section', { class: 'keep' },
    h('h4', {}, t(site.verdict === 'leakingParam' ? 'keep.title.param' : 'keep.title')),
    h('p', {}, free ? rich('keep.free') : rich(`keep.${site.reason.code}`, reasonParams(site)),
      !free && report.suggestions.some((s) => s.sites.includes(report.sites.indexOf(site))) ? [' ', t('keep.proven')].join('') : ''));
}

function functionCard(report: Report, index: number, actions: CardActions): HTMLElement {
  const f = report.functions[index]!;
  const not = f.notAnalysed!;
  return h('article', { class: 'card mark-notAnalysed' },
    h('header', { class: 'card-head' },
      h('span', { class: 'card-shape' }, icon('notAnalysed')),
      h('h3', {}, rich('not.title', { name: f.name })),
      placeButton(f.span, actions)),
    h('p', { class: 'card-gloss' }, t('not.sentence', { why: notAnalysedText(not) }), ' ', not.at ? placeButton(not.at, actions) : null));
}

export function placeButton(span: Span, actions: CardActions): HTMLElement {
  return h('button', { type: 'button', class: 'place', title: t('why.goto'), on: { click: () => actions.goto(span) } }, t('why.line', { line: span.line }));
}

function flow(site: Site, actions: CardActions): HTMLElement | null {
  const steps = numberedSteps(site);
  if (steps.length === 0) return null;
  const at = actions.at ?? null;
  const rows = steps.map(({ n, hop, step }) => {
    const last = steps[n]?.hop !== hop;
    const whole = site.flow[hop]!;
    const inner = [
      h('span', { class: 'step-number' }, String(n)),
      h('code', { class: 'step-code' }, step.expr),
      h('span', { class: 'step-what' }, stepText(step)),
      step.at ? h('span', { class: 'step-line' }, t('why.line', { line: step.at.line })) : null,
    ];
    const go = (): void => { if (actions.step) actions.step(n); else if (step.at) actions.goto(step.at); };
    return h('li', {},
      step.at || actions.step
        ? h('button', {
          type: 'button', class: 'step', title: t('why.goto'), 'data-flow-step': n, 'aria-current': n === at ? 'step' : null,
          tabindex: actions.step && n !== (at ?? 1) ? '-1' : null, on: { click: go },
        }, ...inner)
        : h('span', { class: 'step' }, ...inner),
      last ? h('span', { class: `step-to${whole.to === '{heap}' ? ' step-heap' : ''}` }, h('span', { 'aria-hidden': 'true' }, '→ '), h('code', {}, locationName(whole.to))) : null);
  });
  const list = h('ol', {
    ...(actions.step && {
      on: {
        keydown: (event) => {
          const to = { ArrowDown: (at ?? 0) + 1, ArrowRight: (at ?? 0) + 1, ArrowUp: (at ?? 2) - 1, ArrowLeft: (at ?? 2) - 1, Home: 1, End: steps.length }[event.key];
          if (to === undefined || to < 1 || to > steps.length) return;
          event.preventDefault();
          actions.step!(to);
        },
      },
    }),
  }, ...rows);
  return h('section', { class: 'flow', 'aria-label': t('why.flow') }, h('h4', {}, t('why.flow'), actions.step ? h('small', {}, ` ${t('why.flow.keys')}`) : null), list);
}

export function compilerWords(lines: readonly string[]): HTMLElement | null {
  if (lines.length === 0) return null;
  return h('section', { class: 'words' }, h('h4', {}, t('why.compiler')), h('pre', { lang: 'en', translate: 'no' }, lines.join('\n')));
}

function flowWords(site: Site): HTMLElement | null {
  if (site.flow.length === 0) return null;
  const lines = site.flow.flatMap((hop) => [hop.text, ...hop.steps.map((s) => `  ${s.text}`)]);
  return h('details', { class: 'words' }, h('summary', {}, t('why.flow.compiler')), h('pre', { lang: 'en', translate: 'no', tabindex: '0' }, lines.join('\n')));
}

function factTable(site: Site): HTMLElement {
  return h('dl', { class: 'facts' }, ...facts(site).map((f) =>
    h('div', { class: f.on === false ? 'fact fact-off' : 'fact' }, h('dt', {}, f.label), h('dd', {}, f.value))));
}
