/** Pictures of every view, to be looked at: `GOESCAPE_SHOTS=1 npx playwright test shots --project=chromium`; they go to shots/. */
import { test, type Page } from '@playwright/test';
import { openExample, status, write } from './helpers';

test.skip(!process.env['GOESCAPE_SHOTS'], 'only on request');
test.use({ viewport: { width: 1440, height: 900 } });

const VIEWS: Record<string, (page: Page) => Promise<void>> = {
  start: async () => undefined,
  why: async (page) => { await page.locator('.cm-mark.mark-movedToHeap').first().click(); },
  pool: async (page) => { await openExample(page, 'http-handler'); },
  mistakes: async (page) => { await openExample(page, 'pool-misuse'); },
  empty: async (page) => { await write(page, 'x := 1\nfmt.Println(&x)\n'); await page.waitForTimeout(400); },
  goroutine: async (page) => { await openExample(page, 'goroutine'); await page.locator('.cm-mark.mark-movedToHeap').first().click(); },
  sites: async (page) => { await openExample(page, 'log-line'); await page.locator('#tab-sites').click(); },
  output: async (page) => { await openExample(page, 'packet-reader'); await page.locator('#tab-output').click(); },
  profile: async (page) => { await page.locator('#tab-profile').click(); await page.locator('#panel-profile .tool-buttons .quiet').click(); await page.locator('.hot > li').first().waitFor(); },
  'profile-none': async (page) => { await page.locator('#tab-profile').click(); },
  compare: async (page) => {
    await openExample(page, 'closure');
    await page.locator('#tab-output').click();
    await page.locator('.compare-input').fill('./prog.go:10:2: moved to heap: n\n./prog.go:11:9: func literal does not escape\n');
    await page.locator('.compare .agree').waitFor();
    await page.locator('.compare').scrollIntoViewIfNeeded();
  },
  guide: async (page) => { await page.goto(`/docs/${new URL(page.url()).searchParams.get('lang')}/guide.html`); },
  reason: async (page) => { await page.goto(`/docs/${new URL(page.url()).searchParams.get('lang')}/reason/returned.html`); },
  memory: async (page) => { await openExample(page, 'packet-reader'); await page.locator('.cm-mark.mark-escapesToHeap').first().click(); await page.locator('#tab-memory').click(); },
  'what-if': async (page) => { await openExample(page, 'http-handler'); await page.locator('[data-needs-advice]', { hasText: /Apply|应用/ }).first().click(); await page.locator('#tab-delta').click(); await page.locator('.totals').waitFor(); },
  side: async (page) => { await openExample(page, 'http-handler'); await page.locator('[data-needs-advice]', { hasText: /Apply|应用/ }).first().click(); await page.locator('#tab-delta').click(); await page.locator('.comparison > button').click(); },
  inlining: async (page) => { await openExample(page, 'inlining'); await page.getByRole('switch').click(); await page.locator('#tab-delta').click(); await page.locator('.totals').waitFor(); },
  share: async (page) => { await page.keyboard.press('ControlOrMeta+Shift+S'); await page.locator('#share').waitFor(); },
  drafts: async (page) => { await write(page, 'package main\n\nfunc main() {}\n'); await page.waitForTimeout(500); await page.keyboard.press('ControlOrMeta+s'); await page.locator('#drafts').waitFor(); },
  palette: async (page) => { await page.keyboard.press('ControlOrMeta+k'); await page.getByRole('combobox').waitFor(); },
  present: async (page) => {
    await openExample(page, 'closure');
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill(new URL(page.url()).searchParams.get('lang') === 'zh' ? '演示' : 'present');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowRight');
  },
  predict: async (page) => {
    await openExample(page, 'closure');
    await page.locator('.predict-button').click();
    await page.locator('.predict-question input[value=heap]').first().click();
    await page.locator('[data-predict=reveal]').click();
  },
  print: async (page) => { await openExample(page, 'closure'); await page.evaluate(() => dispatchEvent(new Event('beforeprint'))); await page.emulateMedia({ media: 'print' }); },
  framed: async (page) => { const at = new URL(page.url()); await page.goto(`/?embed=element&lang=${at.searchParams.get('lang')}`); await page.locator('.cm-mark.mark-movedToHeap').first().click(); },
  examples: async (page) => { await page.locator('.examples-button').click(); },
  errors: async (page) => {
    await write(page, 'package main\n\nimport "encoding/jsn"\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc g() int {\n\tn := "one"\n\treturn n + undefined\n}\n');
    await page.locator('#tab-problems').click();
  },
};

const LOOKS = [
  { name: 'light-en', colorScheme: 'light', lang: 'en' }, { name: 'dark-en', colorScheme: 'dark', lang: 'en' },
  { name: 'light-zh', colorScheme: 'light', lang: 'zh' }, { name: 'dark-zh', colorScheme: 'dark', lang: 'zh' },
  { name: 'contrast-en', colorScheme: 'light', lang: 'en', theme: 'contrast' }, { name: 'contrast-dark-zh', colorScheme: 'dark', lang: 'zh', theme: 'contrast' },
] as const;

for (const { name, colorScheme, lang, ...more } of LOOKS) {
  for (const size of ['desktop', 'phone'] as const) {
    test(`${name} ${size}`, async ({ page }) => {
      test.setTimeout(300_000);
      if (size === 'phone') await page.setViewportSize({ width: 390, height: 844 });
      await page.addInitScript(() => localStorage.clear());
      for (const [view, show] of Object.entries(VIEWS)) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce', media: 'screen' });
        await page.goto(`/?lang=${lang}${'theme' in more ? `&theme=${more.theme}` : ''}`);
        await status(page).filter({ hasNotText: '…' }).waitFor();
        await show(page);
        await page.waitForTimeout(400);
        await page.screenshot({ path: `shots/${size}-${name}-${view}.png`, fullPage: size === 'phone' });
      }
    });
  }
}

test('the pictures of the README', async ({ page }) => {
  test.setTimeout(120_000);
  await page.setViewportSize({ width: 1440, height: 860 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const start = async (lang: string): Promise<void> => { await page.goto(`/?lang=${lang}`); await status(page).filter({ hasNotText: '…' }).waitFor(); };
  const take = async (name: string): Promise<void> => { await page.mouse.move(0, 0); await page.waitForTimeout(500); await page.screenshot({ path: `docs/${name}.png` }); };
  await start('en');
  await VIEWS['goroutine']!(page);
  await page.locator('#tab-sites').click();
  await take('playground');
  await start('en');
  await VIEWS['what-if']!(page);
  await page.locator('.notice .icon-button').click();
  await take('rewrite');
  await start('zh');
  await VIEWS['profile']!(page);
  await take('profile-zh');
});
