/** Heap profiles on the page, with the real engine: what was measured stands beside the verdicts. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { axe, editor, noOverflow, openExample, watch, write } from './helpers';

const fixture = (id: string): string => new URL(`../content/profiles/${id}.pprof`, import.meta.url).pathname;
const panel = (page: Page) => page.locator('#panel-profile');
const open = (page: Page, file: string) => page.locator('[data-picker="profile"]').setInputFiles(file);
const hot = (page: Page) => panel(page).locator('.hot > li');

test('the example profile: hot lines with their verdicts, in the panel, in the editor, in the lists', async ({ page }) => {
  const troubles = watch(page);
  await page.goto('/');
  await page.getByRole('tab', { name: 'Profile' }).click();
  await expect(panel(page)).toContainText('go test -bench=.');
  await panel(page).getByRole('button', { name: 'Look at an example' }).click();
  await expect(editor(page)).toContainText('readPacket');
  await expect(panel(page).locator('.profile-summary')).toContainText('example.com/prog');
  const first = hot(page).first();
  await expect(first).toContainText('payload := make([]byte, 1500)');
  await expect(first).toContainText('29.3 MB');
  await expect(first.locator('.hot-sites')).toContainText('make([]byte, 1500)');
  await expect(page.locator('.cm-heat', { hasText: '29.3 MB' })).toBeVisible();
  // Counted otherwise
  await panel(page).getByRole('radio', { name: 'Objects allocated' }).click();
  await expect(first.locator('.hot-amount')).toHaveText('20,001');
  await panel(page).getByRole('radio', { name: 'Bytes allocated' }).click();
  // The line leads to its site.
  await first.getByRole('button').click();
  await expect(page.locator('#why')).toContainText('make([]byte, 1500)');
  // The list goes by the profile, and by place on request.
  await page.getByRole('tab', { name: 'All sites' }).click();
  await expect(page.locator('.sites li').first()).toContainText('make([]byte, 1500)');
  await page.getByRole('button', { name: 'by place' }).click();
  await expect(page.locator('.sites li').first()).not.toContainText('make([]byte, 1500)');
  // What it cannot say
  await page.getByRole('tab', { name: 'Profile' }).click();
  await panel(page).locator('summary', { hasText: 'cannot say' }).click();
  await expect(panel(page)).toContainText('under 16 bytes');
  expect(await axe(page)).toEqual([]);
  expect(troubles).toEqual([]);
});

test('pasted code whose place in the file is another still fits, and the numbers move with the text', async ({ page, browserName }) => {
  test.skip(browserName === 'firefox', 'pasting');
  await page.goto('/');
  const text = readFileSync(new URL('../content/examples/log-line.go', import.meta.url), 'utf8');
  await write(page, text.replace('type Logger', '// one\n// two\n\ntype Logger'));
  await open(page, fixture('log-line'));
  const line = text.slice(0, text.indexOf('line := make')).split('\n').length + 3;
  await expect(hot(page).first()).toContainText(`line ${line}`);
  await expect(hot(page).first()).toContainText('±');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.type('// three\n');
  await expect(hot(page).first()).toContainText(`line ${line + 1}`);
  await panel(page).getByRole('button', { name: 'Close the profile' }).click();
  await expect(page.locator('.cm-heats')).toHaveCount(0);
});

test('an allocation in a library is shown at the line that calls it', async ({ page }) => {
  await page.goto('/');
  await openExample(page, 'json-requests');
  await open(page, fixture('json-requests'));
  await expect(hot(page).first()).toContainText('req := &Request{}');
});

test('what is no profile, or a damaged one, is told; the page goes on', async ({ page }) => {
  const dir = mkdtempSync(join(tmpdir(), 'goescape-'));
  try {
    await page.goto('/');
    const whole = readFileSync(fixture('log-line'));
    const cut = join(dir, 'cut.pprof');
    writeFileSync(cut, whole.subarray(0, whole.length / 2));
    await open(page, cut);
    await expect(panel(page).getByRole('alert')).toContainText('damaged or cut short');
    const foreign = join(dir, 'notes.txt');
    writeFileSync(foreign, 'nothing of this kind');
    await open(page, foreign);
    await expect(panel(page).getByRole('alert')).toContainText('no profile of Go');
    const raw = join(dir, 'raw.pprof');
    writeFileSync(raw, gunzipSync(whole).subarray(0, 400));
    await open(page, raw);
    await expect(panel(page).getByRole('alert')).toContainText('ends in the middle');
    await openExample(page, 'log-line');
    await open(page, fixture('log-line'));
    await expect(hot(page).first()).toContainText('line := make');
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

test('a file can be dropped anywhere, also on the editor', async ({ page }) => {
  await page.goto('/');
  await openExample(page, 'packet-reader');
  const bytes = [...readFileSync(fixture('packet-reader'))];
  const before = await editor(page).textContent();
  await page.locator('.editor').evaluate((element, data) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(data)], 'mem.pprof'));
    element.dispatchEvent(new DragEvent('dragover', { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }));
    element.dispatchEvent(new DragEvent('drop', { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }));
  }, bytes);
  await expect(hot(page).first()).toContainText('payload := make');
  expect(await editor(page).textContent()).toBe(before);
});

test('a profile of 50 MB does not freeze the page', async ({ page, browserName }) => {
  test.skip(browserName === 'firefox', 'one browser is enough for a file of this size');
  test.setTimeout(90_000);
  const dir = mkdtempSync(join(tmpdir(), 'goescape-'));
  try {
    const whole = gunzipSync(readFileSync(fixture('packet-reader')));
    const block = samplesOf(whole);
    const big = join(dir, 'big.pprof');
    writeFileSync(big, Buffer.concat([whole, ...Array.from({ length: Math.ceil((50 * 2 ** 20) / block.length) }, () => block)]));
    await page.goto('/');
    await openExample(page, 'packet-reader');
    await expect(page.locator('.cm-mark').first()).toBeVisible();
    await page.evaluate(() => {
      const w = window as unknown as { longest: number };
      w.longest = 0;
      let last = performance.now();
      const tick = (now: number): void => { w.longest = Math.max(w.longest, now - last); last = now; requestAnimationFrame(tick); };
      requestAnimationFrame(tick);
    });
    await open(page, big);
    await expect(hot(page).first()).toContainText('payload := make', { timeout: 60_000 });
    expect(await page.evaluate(() => (window as unknown as { longest: number }).longest)).toBeLessThan(500);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});

/** The samples of an unpacked profile, as bytes. */
function samplesOf(data: Buffer): Buffer {
  const out: Buffer[] = [];
  let at = 0;
  const varint = (): number => { let n = 0; for (let shift = 0; ; shift += 7) { const b = data[at++]!; n += (b & 127) * 2 ** shift; if (b < 128) return n; } };
  while (at < data.length) {
    const start = at;
    const tag = varint();
    const n = varint();
    if (tag % 8 === 2) at += n;
    if (tag >> 3 === 2) out.push(data.subarray(start, at));
  }
  return Buffer.concat(out);
}

test('in Chinese, and on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?lang=zh');
  await page.getByRole('tab', { name: '剖析' }).click();
  await panel(page).getByRole('button', { name: '看一个示例' }).click();
  await expect(hot(page).first()).toContainText('有建议可以消除这次分配');
  await expect(panel(page).getByRole('radio', { name: '分配的字节' })).toBeChecked();
  await noOverflow(page);
  expect(await axe(page)).toEqual([]);
});
