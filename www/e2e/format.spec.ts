/** gofmt on demand. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { current, editor, watch, write } from './helpers';

const index = new URL('../../dist/verify/index.json', import.meta.url);
const built = existsSync(index) && 'gofmt' in JSON.parse(readFileSync(index, 'utf8'));
test.skip(!built, 'this site was built without gofmt');

const MESSY = 'package main\n\nfunc  main( ) {\nx:=1\nprintln( x )}\n';
const text = (page: import('@playwright/test').Page): Promise<string> => page.locator('.cm-content').evaluate((e) => [...e.querySelectorAll('.cm-line')].map((l) => [...l.childNodes].filter((n) => !(n instanceof Element && n.matches('.cm-label, .cm-way-out, .cm-step-numbers'))).map((n) => n.textContent).join('')).join('\n'));

test('formats, keeps the cursor on its word, tells, and is undone in one step; nothing is loaded before', async ({ page, browserName }) => {
  const troubles = watch(page);
  const loads: string[] = [];
  page.on('request', (r) => { if (r.url().includes('/verify/')) loads.push(r.url()); });
  await page.goto('/');
  await write(page, MESSY);
  await current(page);
  expect(loads).toEqual([]);
  await page.locator('.cm-line', { hasText: 'println' }).click();
  await page.keyboard.press('Home');
  for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
  const before = await text(page);
  await page.keyboard.press('ControlOrMeta+Shift+F');
  await expect(page.locator('.notice')).toContainText('Formatted.', { timeout: 30_000 });
  expect(await text(page)).toBe('package main\n\nfunc main() {\n\tx := 1\n\tprintln(x)\n}\n');
  // The cursor is still where it was in the word.
  await page.keyboard.type('X');
  await expect(editor(page)).toContainText('Xntln(x)');
  await page.keyboard.press('Backspace');
  await page.getByRole('button', { name: 'Format', exact: true }).click();
  await expect(page.locator('.notice')).toContainText('formatted already');
  await editor(page).press('ControlOrMeta+z');
  await editor(page).press('ControlOrMeta+z');
  if (browserName === 'chromium') expect(await text(page)).toBe(before);
  expect(troubles).toEqual([]);
});

test('an error is told with its line and a way there', async ({ page }) => {
  await page.goto('/?lang=zh');
  await write(page, 'package main\n\nfunc f( {\n');
  await page.getByRole('button', { name: '格式化' }).click();
  await expect(page.locator('.notice')).toContainText('gofmt：第 3 行', { timeout: 30_000 });
  await page.locator('.notice').getByRole('button', { name: '在程序中显示' }).click();
  await expect(page.locator('.cm-activeLine')).toContainText('func f(');
});

test('without it the page says so, and the program is as it was', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'the driver of Firefox cannot keep a worker from the network');
  await page.context().route('**/verify/index.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/');
  await write(page, MESSY);
  await page.getByRole('button', { name: 'Format', exact: true }).click();
  await expect(page.locator('.notice')).toContainText('built without gofmt');
  await expect(editor(page)).toContainText('println( x )}');
});
