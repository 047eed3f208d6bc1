import { expect, test } from 'vitest';
import { EXAMPLES } from '../src/app/examples';
import { TABLES } from '../src/i18n';

test('every example has its program, indented by tabs and narrow enough to read, and a lesson of one or two sentences', () => {
  expect(EXAMPLES).toHaveLength(20);
  for (const { id, text, lesson } of EXAMPLES) {
    expect(text, id).toMatch(/^package main\n/);
    for (const line of text.split('\n')) expect(line.replaceAll('\t', '    ').length, `${id}: ${line}`).toBeLessThanOrEqual(84);
    expect(TABLES.en[lesson].length).toBeLessThan(160);
    expect(TABLES.zh[lesson].length).toBeLessThan(80);
  }
});
