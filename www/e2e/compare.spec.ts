/** What somebody's compiler printed beside what the page says; what the page gives away; a benchmark of a suggestion. */
import { readFileSync } from 'node:fs';
import { expect, test, type Page } from '@playwright/test';
import { axe, noOverflow, openExample, watch, why } from './helpers';

const expected = (id: string): string => readFileSync(new URL(`./expected/${id}.txt`, import.meta.url), 'utf8');
const panel = (page: Page) => page.locator('#panel-output .compare');
const input = (page: Page) => panel(page).getByRole('textbox');

async function start(page: Page, id: string): Promise<void> {
  await page.goto('/?lang=en');
  await openExample(page, id);
  await page.locator('#tab-output').click();
}

test('what the compiler prints with -m agrees on every line, under any file name', async ({ page }) => {
  const troubles = watch(page);
  await start(page, 'http-handler');
  const text = expected('http-handler');
  await input(page).fill(`# command-line-arguments\n${text.replaceAll('prog.go', './prog.go')}`);
  await expect(panel(page).locator('.agree')).toHaveText(new RegExp(`agree on all ${text.trimEnd().split('\n').length} lines`));
  await panel(page).locator('summary', { hasText: 'they agree' }).click();
  await expect(panel(page).locator('.agreeing li').first()).toBeVisible();
  expect(await axe(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('a difference is shown at its place, with a report to copy', async ({ page, browserName }) => {
  if (browserName === 'chromium') await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await start(page, 'packet-reader');
  const text = expected('packet-reader');
  await input(page).fill(text.replace('make([]byte, 4) escapes to heap', 'make([]byte, 4) does not escape') + 'prog.go:99:1: moved to heap: ghost\nother.go:1:1: moved to heap: x\n');
  const differences = panel(page).locator('.differences li');
  await expect(differences).toHaveCount(2);
  await expect(differences.first()).toContainText('make([]byte, 4) does not escape');
  await expect(differences.first()).toContainText('make([]byte, 4) escapes to heap');
  await expect(differences.last()).toContainText('only your compiler');
  await expect(panel(page)).toContainText('1 line is about another file');
  await differences.first().getByRole('button', { name: 'line 21' }).click();
  await expect(why(page)).toContainText('make([]byte, 4)');
  if (browserName !== 'chromium') return;
  await panel(page).getByRole('button', { name: 'Copy a report' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('compiler: `make([]byte, 4) does not escape`');
});

test('what no compiler printed is told, and the text goes on being compared as it changes', async ({ page }) => {
  await start(page, 'closure');
  await input(page).fill('nothing');
  await expect(panel(page).locator('.compare-result')).toContainText('No line of this');
  await input(page).fill(expected('closure'));
  await expect(panel(page).locator('.agree')).toContainText('agree on all');
  await page.locator('[data-picker="output"]').setInputFiles(new URL('./expected/goroutine.txt', import.meta.url).pathname);
  await expect(panel(page).locator('.differences li').first()).toBeVisible();
});

test('files in the compiler’s own forms are saved, and read back agree', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'the driver of Firefox tells nothing of downloads');
  await start(page, 'packet-reader');
  const save = async (form: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`#panel-output [data-export="${form}"]`).click()]);
    return readFileSync(await download.path(), 'utf8');
  };
  expect((await save('m')).split('\n').sort()).toEqual(expected('packet-reader').split('\n').sort());
  const log = (await save('json')).trimEnd().split('\n').map((l) => JSON.parse(l));
  expect(log[0]).toMatchObject({ version: 0, package: 'main', goos: 'linux', goarch: 'amd64', gc_version: 'go1.27.3' });
  expect(log.slice(1).every((e) => e.source === 'go compiler' && e.severity === 3)).toBe(true);
  await input(page).fill(await save('m2'));
  await expect(panel(page).locator('.agree')).toContainText('agree on all');
  await expect(panel(page).locator('.compare-result')).toContainText('-m=2');
  await input(page).fill(log.map((l) => JSON.stringify(l)).join('\n'));
  await expect(panel(page).locator('.compare-result')).toContainText('file of -json');
  await expect(panel(page).locator('.agree')).toContainText('agree on all');
});

test('a benchmark of a suggestion: before and after in one file', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'the driver of Firefox tells nothing of downloads');
  await start(page, 'packet-reader');
  await page.locator('#tab-suggestions').click();
  const card = page.locator('.suggestion').first();
  await card.locator('summary', { hasText: 'Measure it' }).first().click(); // those behind it belong to other ways
  await expect(card).toContainText('-memprofile=after.pprof');
  const [download] = await Promise.all([page.waitForEvent('download'), card.getByRole('button', { name: 'goescape_test.go' }).click()]);
  expect(download.suggestedFilename()).toBe('goescape_test.go');
  const text = readFileSync(await download.path(), 'utf8');
  expect(text).toContain('func BenchmarkBefore(b *testing.B)');
  expect(text).toContain('readPacketAfter(a0)');
});

test('in Chinese, and on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?lang=zh');
  await openExample(page, 'goroutine');
  await page.locator('#tab-output').click();
  await input(page).fill(expected('goroutine'));
  await expect(panel(page).locator('.agree')).toContainText('行一致');
  await noOverflow(page);
  expect(await axe(page)).toEqual([]);
});
