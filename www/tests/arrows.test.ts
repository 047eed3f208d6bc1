import { expect, test } from 'vitest';
import { curve } from '../src/editor/arrows';

const box = (left: number, top: number) => ({ left, right: left + 10, top, bottom: top + 10 });

test('an arrow ends at the edge that it comes to: from above, from below, or over the top on the same line', () => {
  expect(curve(box(0, 0), box(50, 100))).toMatchObject({ end: { x: 55, y: 100 }, angle: 90 });
  expect(curve(box(0, 100), box(50, 0))).toMatchObject({ end: { x: 55, y: 10 }, angle: -90 });
  const same = curve(box(0, 20), box(80, 20));
  expect(same.end).toEqual({ x: 85, y: 20 });
  expect(same.path).toMatch(/^M5 20C5 [\d.]+ 85 [\d.]+ 85 20$/);
  expect(Number(same.path.split(/[ C]/)[3])).toBeLessThan(20);
});
