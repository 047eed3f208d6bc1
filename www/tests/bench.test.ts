/** The benchmark of every suggestion that the engine makes about the examples: taken apart, found whole by the engine, and compiled by the real compiler. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import type { Answer, Report } from '../src/engine/wire';
import { benchFile } from '../src/export/bench';
import { Engine, initSync } from '../src/pkg/goescape.js';
import { compilerEnv, goroot } from './compiler';

const std = new URL('../public/std/', import.meta.url);
const index = (): Record<string, string> => (JSON.parse(readFileSync(new URL('index.json', std), 'utf8')) as { packages: Record<string, string> }).packages;

function analyse(engine: Engine, text: string, advise: boolean): Report {
  const files = index();
  for (;;) {
    const answer = engine.analyze({ files: [{ name: 'prog.go', text }], options: { inline: false, lang: 'go1.27', verbose: false, advise } }) as Answer;
    if (answer.kind === 'report') return answer.report;
    for (const path of answer.missing) engine.addPackage(path, readFileSync(new URL(files[path]!, std)));
  }
}

describe.skipIf(!goroot)('benchmarks of suggestions', { timeout: 240_000 }, () => {
  let dir = '';
  let engine: Engine;
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'goescape-'));
    initSync({ module: readFileSync(new URL('../src/pkg/goescape_bg.wasm', import.meta.url)) });
    engine = new Engine();
    engine.setAvailable(Object.keys(index()));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test.each(EXAMPLES)('$id', ({ id, text }) => {
    const report = analyse(engine, text, true);
    report.suggestions.forEach((s, i) => {
      if (s.edits.length === 0) return;
      const whole = [false, true].map((keys) => benchFile(report, text, s.edits, s.span.from, keys)).find((b) => b && analyse(engine, b.text, false).problems.length === 0);
      // Some programs cannot stand twice in one file: then the page says so, and offers nothing.
      if (!whole) return;
      const folder = join(dir, `${id}-${i}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'goescape_test.go'), whole.text);
      writeFileSync(join(folder, 'go.mod'), 'module example.com/bench\n\ngo 1.27\n');
      const r = spawnSync(join(goroot!, 'bin/go'), ['test', '-run=^$', '-bench=.', '-benchtime=3x', '-timeout=60s'], { timeout: 90_000, cwd: folder, env: compilerEnv, encoding: 'utf8' });
      expect(r.status, `${id} ${s.code}\n${r.stdout}${r.stderr}\n${whole.text}`).toBe(0);
      expect(r.stdout).toContain('BenchmarkAfter');
    });
  });
});
