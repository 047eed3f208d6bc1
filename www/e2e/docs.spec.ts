/** The documentation, as a reader comes to it. */
import { expect, test } from '@playwright/test';
import { axe, editor, noOverflow, openExample, watch, why } from './helpers';

test('a card leads to the page of its reason; from there to the program and back, in both languages', async ({ page, context }) => {
  const troubles = watch(page);
  await page.goto('/?lang=en');
  await page.locator('.cm-mark.mark-movedToHeap').first().click();
  const [docs] = await Promise.all([context.waitForEvent('page'), why(page).getByRole('link', { name: 'More about this' }).first().click()]);
  const more = watch(docs);
  await expect(docs).toHaveURL(/docs\/en\/reason\/returned\.html$/);
  await expect(docs.getByRole('heading', { level: 1 })).toHaveText('Returned');
  await expect(docs.locator('.said').first()).toContainText('moved to heap: p');
  await docs.getByRole('link', { name: '中文' }).click();
  await expect(docs).toHaveURL(/docs\/zh\/reason\/returned\.html$/);
  await expect(docs.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await docs.getByRole('link', { name: '在演练场中打开' }).first().click();
  await expect(editor(docs)).toContainText('func corner() *point');
  await expect(docs.locator('.cm-mark.mark-movedToHeap').first()).toHaveText('p');
  expect([...troubles, ...more]).toEqual([]);
});

test('a suggestion has its page, and the guide is found from the start', async ({ page }) => {
  await page.goto('/?lang=en');
  await openExample(page, 'packet-reader');
  await expect(page.locator('.suggestion').first().getByRole('link', { name: 'More about this' })).toHaveAttribute('href', /^docs\/en\/suggestion\/\w+\.html$/);
  await page.goto(`/${await page.locator('.suggestion').first().getByRole('link', { name: 'More about this' }).getAttribute('href')}`);
  await expect(page.locator('.program')).toHaveCount(2);
  await page.getByRole('link', { name: 'User guide' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('User guide');
  await page.getByRole('link', { name: 'Glossary' }).click();
  await expect(page.locator('#moved-to-heap')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of ['en/guide', 'zh/glossary', 'en/index', 'zh/reason/storedInMap', 'en/suggestion/poolBytes']) {
      await page.goto(`/docs/${path}.html`);
      expect(await axe(page), path).toEqual([]);
      await noOverflow(page);
    }
  });
}

test('the contrast that was chosen on the playground, or that the system asks for, is that of the documentation, light and dark', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'the driver of Firefox emulates no colour scheme');
  const colours = (): Promise<string[]> => page.evaluate(() => { const { backgroundColor, color } = getComputedStyle(document.body); return [backgroundColor, color]; });
  const [white, black] = ['rgb(255, 255, 255)', 'rgb(0, 0, 0)'];
  await page.goto('/docs/en/guide.html');
  await page.evaluate(() => localStorage.setItem('goescape.theme', 'contrast'));
  for (const [colorScheme, want] of [['light', [white, black]], ['dark', [black, white]]] as const) {
    await page.emulateMedia({ colorScheme });
    await page.goto('/docs/en/reason/returned.html');
    expect(await colours()).toEqual(want);
    expect(await axe(page)).toEqual([]);
  }
  await page.evaluate(() => localStorage.removeItem('goescape.theme'));
  await page.emulateMedia({ colorScheme: 'dark', contrast: 'more' });
  await page.goto('/docs/zh/guide.html');
  expect(await colours()).toEqual([black, white]);
});
