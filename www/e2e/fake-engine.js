// A stand-in for the worker, for tests of the page alone: it speaks the protocol, knows three patterns, and misbehaves on request.
// It is served in place of the real worker by the tests and is no part of the site.
const PACKAGES = ['bufio', 'bytes', 'encoding/json', 'encoding/xml', 'fmt', 'io', 'net/http', 'os', 'strings', 'sync'];

/** The span of `length` characters at `from`, with the compiler's line and column. */
function span(text, from, length) {
  const before = text.slice(0, from);
  const line = before.split('\n').length;
  return { file: 0, from, to: from + length, line, col: from - before.lastIndexOf('\n') };
}

const SITE = {
  function: null, flow: [], inlined: [], typeName: null, size: 8, sizeClass: 8, loopDepth: 0, addressTaken: null, leaks: [], allocates: { when: 'always' }, cost: { objects: { least: 1, most: 1 }, bytes: { least: 8, most: 8 } }, times: { loops: 0, turns: 1, maybe: false },
};

function analyze(text, options) {
  const report = {
    goVersion: 'go1.27.3', target: 'linux/amd64', options, files: ['prog.go'], notAnalysed: null,
    parts: [], problems: [], errorLines: [], functions: [], sites: [], suggestions: [], together: null, refusals: [], lints: [], notes: [], lines: [], verboseLines: [],
  };
  // `return &x` moves x to the heap.
  for (const m of text.matchAll(/return (&(\w+))/g)) {
    const at = text.lastIndexOf(`${m[2]} :=`, m.index);
    if (options.inline && m[2] === 'y') continue; // as if every call of this function were inlined
    if (at < 0) continue;
    report.sites.push({
      ...SITE, kind: 'variable', name: m[2], span: span(text, at, m[2].length), verdict: 'movedToHeap', words: [`moved to heap: ${m[2]}`], addressTaken: true,
      reason: { code: 'returned', params: { result: '~r0' }, at: null },
      flow: [{ from: m[2], to: '~r0', derefs: -1, text: `flow: ~r0 ← &${m[2]}:`, steps: [
        { at: span(text, m.index + 7, m[1].length), code: 'addressOf', expr: m[1], text: `from ${m[1]} (address-of)` },
        { at: span(text, m.index, m[0].length), code: 'return', expr: m[0], text: `from ${m[0]} (return)` },
      ] }],
    });
  }
  // `make([]byte, n)` escapes, and a pool would help; `make([]int, n)` stays.
  for (const m of text.matchAll(/make\(\[\](byte|int), (\d+)\)/g)) {
    const bytes = m[1] === 'byte';
    const index = report.sites.length;
    report.sites.push({
      ...SITE, kind: 'makeSlice', name: m[0], span: span(text, m.index, m[0].length), verdict: bytes ? 'escapesToHeap' : 'doesNotEscape', size: Number(m[2]), sizeClass: Number(m[2]),
      words: [`${m[0]} ${bytes ? 'escapes to heap' : 'does not escape'}`],
      reason: { code: bytes ? 'passedToUnknown' : 'stays', params: { callee: 'r.Read' }, at: null }, allocates: bytes ? { when: 'always' } : { when: 'never', why: 'onStack' },
    });
    if (!bytes) {
      report.refusals.push({ site: index, suggestion: 'poolBytes', code: 'staysOnStack', params: {}, at: null });
      continue;
    }
    report.suggestions.push({
      code: 'poolBytes', rule: 'R35', alternativeTo: null, worth: null, params: { name: 'buf', type: '[]byte' }, confidence: 'a', span: span(text, m.index, m[0].length), sites: [index],
      checks: [{ code: 'notReturned', params: { name: 'buf' }, passed: true, at: null }, { code: 'siteGone', params: {}, passed: true, at: null }],
      caveats: [{ code: 'poolMayForget', params: {} }],
      edits: [{ file: 0, from: m.index, to: m.index + m[0].length, insert: 'getBuffer()' }], saving: { objectsBefore: 1, objectsAfter: 0, bytesBefore: Number(m[2]), bytesAfter: 0 },
    });
  }
  for (const m of text.matchAll(/^\t?(?:import )?"([\w./]+)"$/gm)) {
    const quote = m.index + m[0].indexOf('"');
    if (!PACKAGES.includes(m[1])) report.problems.push({ span: span(text, quote, m[1].length + 2), kind: 'import', text: `package ${m[1]} is not in std`, path: m[1], fixes: [] });
  }
  const broken = text.indexOf('BROKEN');
  if (broken >= 0) {
    report.problems.push({ span: span(text, broken, 6), kind: 'syntax', text: 'syntax error: non-declaration statement outside function body', path: null, fixes: [] });
    report.functions.push({
      name: 'broken', kind: 'func', span: span(text, broken, 6), whole: span(text, broken, 6), parent: null, notAnalysed: { code: 'syntaxError', params: {}, at: null },
      canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null,
    });
  }
  // Functions are found by their first and last line.
  for (const m of text.matchAll(/^func (\w+)\(.*\{\n[^]*?^\}/gm)) {
    const whole = span(text, m.index, m[0].length);
    const index = report.functions.length;
    report.functions.push({ name: m[1], kind: 'func', span: span(text, m.index + 5, m[1].length), whole, parent: null, notAnalysed: null, canInline: null, cost: null, cannotInline: null, params: [], locals: [], perCall: null });
    for (const s of report.sites) if (s.span.from >= whole.from && s.span.to <= whole.to) s.function = index;
  }
  report.lines = report.sites.flatMap((s, site) => s.words.map((w) => ({ text: `prog.go:${s.span.line}:${s.span.col}: ${w}`, span: s.span, site, inlined: [] })));
  return report;
}

/** The advice that was left out of the last report. */
let advice = null;

onmessage = ({ data }) => {
  if (data.type === 'prepare') return;
  if (data.type === 'start') {
    postMessage({ type: 'ready', module: null });
    postMessage({ type: 'packages', paths: PACKAGES });
    return;
  }
  const { id, input } = data;
  if (data.type === 'advise') {
    const answer = () => postMessage({ type: 'advised', id, advice, memory: 1 });
    if (advice.late) { setTimeout(answer, 1500); advice = { ...advice, late: false }; } else answer();
    return;
  }
  const { text } = input.files[0];
  if (data.type === 'whatIf') {
    postMessage({ type: 'answered', id, answer: { kind: 'offers', offers: [] }, memory: 1 });
    return;
  }
  postMessage({ type: 'computing', id });
  if (text.includes('TRAP')) throw new Error('unreachable executed');
  if (text.includes('HANG')) for (;;);
  const answer = () => {
    const report = analyze(text, input.options);
    if (!input.options.advise) return postMessage({ type: 'done', id, report, ms: 1, memory: 1 });
    const { problems, suggestions, together, refusals, lints, notes } = report;
    advice = { problems, suggestions, together, refusals, lints, notes, late: text.includes('LATE') };
    postMessage({ type: 'done', id, report: { ...report, suggestions: [], refusals: [] }, ms: 1, memory: 1 });
  };
  if (text.includes('SLOW')) setTimeout(answer, 1500); else answer();
};
