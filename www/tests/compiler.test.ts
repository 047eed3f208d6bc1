/**
 * The examples, judged by the real compiler: well formatted, clean for vet, and with the verdicts that www/e2e/expected says, which are what
 * the page is tested against. `GOESCAPE_BLESS=go` rewrites them from the compiler; nothing else ever writes them. Skipped where the
 * pinned Go is not set up.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { inChinese } from '../src/app/examples-zh';
import { compilerEnv, goroot } from './compiler';

const EXPECTED = new URL('../e2e/expected/', import.meta.url).pathname;
const env = compilerEnv;

describe.skipIf(!goroot)('the real compiler', { timeout: 120_000 }, () => {
  let dir = '';
  beforeAll(() => { dir = mkdtempSync(join(tmpdir(), 'goescape-')); });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (tool: string, ...args: string[]) => {
    const r = spawnSync(join(goroot!, 'bin', tool), args, { cwd: dir, env, encoding: 'utf8' });
    return { status: r.status, text: `${r.stdout}${r.stderr}` };
  };

  test.each(EXAMPLES)('$id', (example) => {
    const { id, text } = example;
    writeFileSync(join(dir, 'zh.go'), inChinese(example));
    expect(run('gofmt', '-l', 'zh.go').text).toBe('');
    writeFileSync(join(dir, 'prog.go'), text);
    expect(run('gofmt', '-l', 'prog.go').text).toBe('');
    expect(run('go', 'vet', 'prog.go')).toEqual({ status: 0, text: '' });
    // -a would compile std again; an object file of its own makes the compiler speak each time.
    const { status, text: said } = run('go', 'build', '-o', join(dir, 'prog'), '-gcflags=-m', 'prog.go');
    expect(status, said).toBe(0);
    const lines = said.split('\n').filter((l) => l.startsWith('./prog.go:')).map((l) => l.slice(2));
    const file = join(EXPECTED, `${id}.txt`);
    if (process.env['GOESCAPE_BLESS'] === 'go') {
      mkdirSync(EXPECTED, { recursive: true });
      writeFileSync(file, `${lines.join('\n')}\n`);
    }
    expect(readFileSync(file, 'utf8')).toBe(`${lines.join('\n')}\n`);
  });
});
