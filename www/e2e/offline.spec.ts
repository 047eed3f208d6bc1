/** Offline after the first visit, with the real engine; a new version is offered, never forced. */
import { expect, test, type Page } from '@playwright/test';
import { current, editor, openExample, status, watch, write } from './helpers';

test.use({ serviceWorkers: 'allow' });
test.skip(({ browserName }) => browserName !== 'chromium', 'only its driver can take the network away');

const installed = async (page: Page): Promise<void> => {
  await page.goto('/');
  await current(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
};

test('after the first visit everything works without a network', async ({ page, context }) => {
  const troubles = watch(page, [/ERR_INTERNET_DISCONNECTED|Failed to load resource/]);
  await installed(page);
  await context.setOffline(true);
  await page.reload();
  await current(page);
  await expect(status(page)).toContainText('on the heap');
  await write(page, 'package main\n\nimport "fmt"\n\nfunc main() {\n\tx := 1\n\tfmt.Println(&x)\n}\n');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await page.keyboard.press('ControlOrMeta+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  expect(troubles).toEqual([]);
});

test('every example opens without a network: the facts about what they import are kept ahead', async ({ page, context }) => {
  await installed(page);
  const kept = () => page.evaluate(async () => (await (await caches.open('goescape-std')).keys()).map(({ url }) => url.replace(/.*\/(.*)-.*/, '$1')).sort());
  await expect.poll(kept, { timeout: 20_000 }).toEqual(expect.arrayContaining(['encoding.json', 'hash.crc32', 'log', 'net.http', 'os', 'strconv', 'sync', 'time']));
  await context.setOffline(true);
  await page.reload();
  await current(page);
  await openExample(page, 'http-handler');
  await expect(page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'make([]byte, 4096)' })).toHaveCount(1);
});

test('a new version is told, and comes when the reader agrees; the text stays', async ({ page }) => {
  await installed(page);
  await write(page, 'package main\n\nfunc main() {}\n// mine\n');
  await current(page);
  await page.evaluate(() => navigator.serviceWorker.register('./sw.js?next'));
  await expect(page.locator('.notice')).toContainText('A new version of this page is there.');
  await Promise.all([page.waitForEvent('load'), page.locator('.notice').getByRole('button', { name: 'Reload' }).click()]);
  await expect(editor(page)).toContainText('// mine');
});
