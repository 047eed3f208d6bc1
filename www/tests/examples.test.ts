import { expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { commentsIn, inChinese } from '../src/app/examples-zh';
import { TABLES } from '../src/i18n/all';

test('every example has its program, indented by tabs and narrow enough to read, and a lesson of one or two sentences', () => {
  expect(EXAMPLES).toHaveLength(20);
  for (const { id, text, lesson } of EXAMPLES) {
    expect(text, id).toMatch(/^package main\n/);
    for (const line of text.split('\n')) expect(line.replaceAll('\t', '    ').length, `${id}: ${line}`).toBeLessThanOrEqual(84);
    expect(TABLES.en[lesson].length).toBeLessThan(160);
    expect(TABLES.zh[lesson].length).toBeLessThan(80);
  }
});

test.each(EXAMPLES)('$id has all of its comments in Chinese, and the same code', (example) => {
  const chinese = inChinese(example);
  const code = (text: string): string => text.replace(/[ \t]*\/\/(?!go:)[^\n]*/g, '').replace(/\n+/g, '\n');
  expect(commentsIn(example.text)).toBe(commentsIn(chinese));
  expect(code(chinese)).toBe(code(example.text));
  for (const [, comment] of chinese.matchAll(/\/\/(?!go:)(.+)/g)) if (!comment!.includes('127.0.0.1')) expect(comment).toMatch(/[\u4e00-\u9fff]/);
  for (const line of chinese.split('\n')) expect([...line.replaceAll('\t', '    ')].reduce((n, c) => n + (c > '\u2e80' ? 2 : 1), 0), line).toBeLessThanOrEqual(84);
});
