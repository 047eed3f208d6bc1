/** The Go compiler itself in the browser. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { axe, noOverflow, openExample, watch, write } from './helpers';

const built = existsSync(new URL('../../dist/verify/index.json', import.meta.url));
const panel = (page: Page) => page.locator('#panel-output .verify');
const expected = (id: string): string[] => readFileSync(new URL(`./expected/${id}.txt`, import.meta.url), 'utf8').trimEnd().split('\n');

test('nothing of it is loaded before it is asked for; then every line is ticked, and again after a change', async ({ page, browserName }) => {
  test.skip(!built, 'this site was built without the compiler');
  test.setTimeout(120_000);
  const troubles = watch(page);
  const loads: string[] = [];
  page.on('request', (r) => { if (r.url().includes('/verify/')) loads.push(r.url()); });
  await page.goto('/?lang=en');
  await openExample(page, 'json-requests');
  await page.locator('#tab-output').click();
  expect(loads).toEqual([]);
  await panel(page).getByRole('button', { name: 'Run the compiler' }).click();
  const lines = expected('json-requests').length;
  await expect(panel(page).locator('.agree-all')).toContainText(`all ${lines} lines`, { timeout: 90_000 });
  await expect(panel(page).locator('.agreeing li')).toHaveCount(lines);
  await expect(panel(page)).toContainText('go1.27.3 ran here');
  // Another program, with other imports: nothing is loaded again.
  const before = loads.length;
  await openExample(page, 'http-handler');
  await expect(panel(page).locator('.agree-all')).toContainText(`all ${expected('http-handler').length} lines`, { timeout: 60_000 });
  expect(loads.length).toBe(before);
  if (browserName === 'chromium') expect(loads.length).toBeGreaterThan(0);
  expect(await axe(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('errors are compared too, and the next time it comes from what was kept', async ({ page, browserName }) => {
  test.skip(!built || browserName !== 'chromium', 'pasting, and a worker without a network');
  test.setTimeout(120_000);
  await page.goto('/?lang=en');
  await page.locator('#tab-output').click();
  await panel(page).getByRole('button', { name: 'Run the compiler' }).click();
  await expect(panel(page).locator('.agree-all')).toBeVisible({ timeout: 90_000 });
  await write(page, 'package main\n\nfunc main() {\n\tx := 1\n\treturn 2\n}\n');
  await expect(panel(page).locator('.agreeing')).toContainText('declared and not used: x');
  await page.reload();
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await page.locator('#tab-output').click();
  for (const part of ['verify', 'std']) await page.route(`**/${part}/**`, (route) => route.abort());
  await panel(page).getByRole('button', { name: 'Run the compiler' }).click();
  await expect(panel(page).locator('.agree-all')).toBeVisible({ timeout: 60_000 });
});

test('a line that the page has wrong is crossed, with a report', async ({ page, browserName }) => {
  test.skip(!built || browserName !== 'chromium', 'the driver of Firefox cannot change what a worker gets');
  test.setTimeout(120_000);
  // A compiler that says something else: the shim's worker is replaced by one that does.
  await page.route('**/assets/compiler-worker-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: `
    self.onmessage = ({ data }) => {
      if (data.type === 'load') { self.postMessage({ type: 'progress', loaded: 5, total: 10 }); self.postMessage({ type: 'ready', goVersion: 'go1.27.3' }); }
      else self.postMessage({ type: 'ran', id: data.id, status: 0, ms: 5, lines: ['/prog.go:12:2: moved to heap: someoneElse'] });
    };` }));
  await page.goto('/?lang=en');
  await page.locator('#tab-output').click();
  await panel(page).getByRole('button', { name: 'Run the compiler' }).click();
  await expect(panel(page).locator('.compared').first()).toBeVisible();
  await expect(panel(page)).toContainText('moved to heap: someoneElse');
  await expect(panel(page).getByRole('button', { name: 'Copy a report' })).toBeVisible();
});

test('without it the page says so', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'the driver of Firefox cannot keep a worker from the network');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.context().route('**/verify/index.json', (route) => route.fulfill({ status: 404 }));
  await page.goto('/?lang=zh');
  await page.locator('#tab-output').click();
  await panel(page).getByRole('button', { name: '运行编译器' }).click();
  await expect(panel(page).getByRole('alert')).toContainText('没有包含编译器');
  await noOverflow(page);
});
