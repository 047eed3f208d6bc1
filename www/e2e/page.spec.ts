/** The page, with a stand-in for the engine: what a person does with it, and what it does when the engine fails. */
import { expect, test, type Page } from '@playwright/test';
import { axe, current, editor, fakeEngine, noOverflow, openExample, status, watch, why, write } from './helpers';

const PROGRAM = `package main

import "fmt"

func f() *int {
	x := 1
	return &x
}

func g() {
	buf := make([]byte, 4096)
	n := make([]int, 4)
	fmt.Println(buf, n)
}
`;

test.beforeEach(async ({ page }) => { await fakeEngine(page); });

test('loads with an example, its marks, its lesson, and nothing from elsewhere', async ({ page }) => {
  const troubles = watch(page);
  await page.goto('/');
  await expect(editor(page)).toContainText('func byPointer');
  await expect(status(page)).toHaveText('1 on the heap');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('u');
  await expect(page.locator('.cm-label')).toContainText('u: returned');
  await expect(why(page)).toContainText('In this example');
  expect(await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')).toMatch(/script-src 'self'( 'sha256-[\w+/=]+'){2} 'wasm-unsafe-eval'; style-src 'self' 'sha256-[\w+/=]+';/);
  expect(troubles).toEqual([]);
});

test('an example replaces the text, and undo brings it back', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await openExample(page, 'closure');
  await expect(editor(page)).toContainText('func counter');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(editor(page)).toContainText('func g()');
});

test('each keystroke changes the marks', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await expect(status(page)).toHaveText('2 on the heap · 1 stays on the stack');
  const line = page.locator('.cm-line', { hasText: 'return &x' });
  await line.click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('nil');
  await expect(status(page)).toHaveText('1 on the heap · 1 stays on the stack');
});

test('a mark explains itself: verdict, reason, numbered way, the compiler’s words, the four facts', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await page.locator('.cm-mark.mark-movedToHeap').click();
  await expect(why(page)).toContainText('x moved to heap');
  await expect(why(page)).toContainText('The address of x is returned');
  await expect(why(page)).toContainText('prog.go:6:2: moved to heap: x');
  await expect(why(page).locator('dt')).toHaveText(['Address taken', 'Escapes', 'Allocates', 'Costs']);
  await expect(page.locator('.cm-step-number')).toHaveText(['2', '1']);
  await expect(why(page)).toContainText('What would keep it on the stack');
  await expect(why(page)).toContainText('Return the value itself instead of its address');
});

test('the way is drawn on the program: arrows, steps to press in the text and in the panel, arrow keys', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await page.locator('.cm-mark.mark-movedToHeap').click();
  await expect(page.locator('.cm-arrow')).toHaveCount(2);
  await expect(page.locator('.cm-way-out')).toHaveText('→ the result ~r0');
  await why(page).getByRole('button', { name: /^1 &x/ }).click();
  await expect(page.locator('.cm-step-at')).toHaveText('&x');
  await page.keyboard.press('ArrowDown');
  await expect(why(page).getByRole('button', { name: /^2 return &x/ })).toBeFocused();
  await expect(page.locator('.cm-step-active')).toHaveText('2');
  await page.locator('.cm-step-number', { hasText: '1' }).click();
  await expect(why(page).locator('[aria-current=step]')).toContainText('&x');
  await editor(page).press('F9');
  await expect(page.locator('.cm-step-active')).toHaveText('2');
  await expect(why(page)).toContainText('x moved to heap');
});

test('hovering a mark shows the same in a box', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await page.locator('.cm-mark.mark-escapesToHeap').hover();
  await expect(page.locator('.hover-card')).toContainText('make([]byte, 4096) escapes to heap');
});

test('keyboard alone: next mark, leave the editor, list, filter, tabs', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await expect(status(page)).toContainText('2 on the heap');
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('F8');
  await expect(why(page)).toContainText('x moved to heap');
  await page.keyboard.press('F8');
  await expect(why(page)).toContainText('make([]byte, 4096) escapes to heap');
  await page.keyboard.press('Shift+F8');
  await expect(why(page)).toContainText('x moved to heap');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  await expect(editor(page)).not.toBeFocused();
  await page.getByRole('tab', { name: /Suggestions/ }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: /All sites/ })).toBeFocused();
  // In Firefox what scrolls is a stop of its own in front of what is in it.
  const filter = page.getByRole('searchbox');
  for (let i = 0; i < 2 && !(await filter.evaluate((x) => x === document.activeElement)); i++) await page.keyboard.press('Tab');
  await expect(filter).toBeFocused();
  await page.keyboard.type('stays');
  const rows = page.getByRole('list', { name: 'Sites' }).getByRole('button');
  await expect(rows).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await expect(rows).toHaveCount(3);
  await rows.first().focus();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(why(page)).toContainText('make([]int, 4) does not escape');
  await expect(rows.last()).toBeFocused();
  await page.getByRole('button', { name: /escapes to heap 1/ }).press('Enter');
  await expect(rows).toHaveCount(2);
});

test('a suggestion shows its difference and conditions, applies, and undoes', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await current(page);
  const panel = page.getByRole('tabpanel', { name: /Suggestions/ });
  await expect(panel).toContainText('Take buf from a pool of buffers');
  await expect(panel.locator('.diff-removed')).toContainText('make([]byte, 4096)');
  await expect(panel.locator('.diff-added')).toContainText('getBuffer()');
  await expect(panel).toContainText('buf is not returned, whole or in part.');
  await expect(panel).toContainText('Per call: 1 → 0 objects, 4,096 → 0 bytes');
  await expect(panel).toContainText('stays on the stack anyway');
  await panel.getByRole('button', { name: /^Apply/ }).click();
  await expect(editor(page)).toContainText('buf := getBuffer()');
  await expect(panel).toContainText('No rewrite to offer.');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(editor(page)).toContainText('make([]byte, 4096)');
  await expect(panel).toContainText('Take buf from a pool of buffers');
});

test('a panel whose content is the same stays itself: a press that began before a new report still counts', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await current(page);
  const apply = page.getByRole('tabpanel', { name: /Suggestions/ }).getByRole('button', { name: /^Apply/ });
  await editor(page).press('ControlOrMeta+End');
  await apply.hover();
  await page.mouse.down();
  await editor(page).focus();
  await page.keyboard.type('// SLOW');
  await expect(page.locator('html')).toHaveAttribute('data-report', 'behind');
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await current(page);
  await expect(apply).toHaveAttribute('aria-disabled', 'false');
  await page.mouse.up();
  await expect(editor(page)).toContainText('buf := getBuffer()');
});

test('while the text is ahead of the report, a suggestion is seen to be off and changes nothing', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await current(page);
  const apply = page.getByRole('tabpanel', { name: /Suggestions/ }).getByRole('button', { name: /^Apply/ });
  await editor(page).press('ControlOrMeta+Home');
  await page.keyboard.insertText('// SLOW\n');
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await apply.click({ force: true });
  await expect(page.locator('.notice')).toContainText('wait for the new analysis');
  await expect(editor(page)).toContainText('make([]byte, 4096)');
  await current(page);
  await apply.click();
  await expect(editor(page)).toContainText('buf := getBuffer()');
});

test('verdicts do not wait for advice: the cards stay, off, until the new ones are there, and the status tells', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM);
  await current(page);
  const panel = page.getByRole('tabpanel', { name: /Suggestions/ });
  const apply = panel.getByRole('button', { name: /^Apply/ });
  await expect(status(page)).not.toContainText('Advice');
  await editor(page).press('ControlOrMeta+Home');
  await page.keyboard.insertText('// LATE\n');
  await expect(page.locator('html')).toHaveAttribute('data-report', 'current');
  await expect(page.locator('html')).toHaveAttribute('data-advice', 'behind');
  await expect(status(page)).toContainText('Advice is being checked…');
  await expect(apply).toHaveAttribute('aria-disabled', 'true');
  await expect(panel).toContainText('Take buf from a pool of buffers');
  await expect(panel.locator('.diff-removed')).toContainText('make([]byte, 4096)');
  await apply.click({ force: true });
  await expect(page.locator('.notice')).toContainText('wait for the new analysis');
  await expect(editor(page)).toContainText('make([]byte, 4096)');
  // The place of the old card is where the text is now, and the mark there still knows its rewrite.
  await panel.locator('.suggestion .place').first().click();
  await expect(page.locator('.cm-activeLine')).toContainText('make([]byte, 4096)');
  await page.locator('.cm-mark', { hasText: 'make([]byte, 4096)' }).click();
  await expect(why(page).locator('.card-advice')).toContainText('Take buf from a pool of buffers');
  await current(page);
  await expect(status(page)).not.toContainText('Advice');
  await apply.click();
  await expect(editor(page)).toContainText('buf := getBuffer()');
  await expect(editor(page)).toContainText('// LATE');
});

test('an unknown import is told with the packages there are, and mended with a press', async ({ page }) => {
  await page.goto('/');
  await write(page, PROGRAM.replace('"fmt"', '"ftm"'));
  await expect(status(page)).toHaveText('1 error · 2 on the heap · 1 stays on the stack');
  await page.getByRole('tab', { name: /Errors/ }).click();
  const panel = page.getByRole('tabpanel', { name: /Errors/ });
  await expect(panel).toContainText('prog.go:3:8: package ftm is not in std');
  await panel.locator('summary').click();
  await expect(panel.locator('.package-list')).toContainText('encoding/json');
  await panel.getByRole('button', { name: 'fmt', exact: true }).click();
  await expect(editor(page)).toContainText('import "fmt"');
  await expect(panel).toContainText('No errors.');
});

test('a syntax error stands at its place and in the list; what is broken has no verdict, the rest has', async ({ page }) => {
  await page.goto('/');
  await write(page, `${PROGRAM}\nBROKEN\n`);
  await expect(page.locator('.cm-lintRange-error')).toHaveText('BROKEN');
  await expect(status(page)).toHaveText('1 error · 2 on the heap · 1 stays on the stack · 1 not analysed');
  await expect(page.locator('.cm-label', { hasText: 'not analysed' })).toContainText('not analysed, because it has a syntax error');
  await page.getByRole('tab', { name: /Errors/ }).click();
  await page.getByRole('button', { name: /non-declaration statement/ }).click();
  await expect(page.locator('.cm-activeLine')).toContainText('BROKEN');
});

test('the compiler’s output is there to read, to press and to copy', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/');
  await write(page, PROGRAM);
  await page.getByRole('tab', { name: 'Output' }).click();
  const panel = page.getByRole('tabpanel', { name: 'Output' });
  await expect(panel).toContainText("go build -gcflags='-m' prog.go");
  await panel.getByRole('button', { name: 'prog.go:6:2: moved to heap: x' }).click();
  await expect(why(page)).toContainText('x moved to heap');
  await panel.getByRole('button', { name: 'Copy', exact: true }).click();
  expect((await page.evaluate(() => navigator.clipboard.readText())).split('\n')[0]).toBe('prog.go:6:2: moved to heap: x');
});

for (const [what, word, message] of [['a trap', 'TRAP', 'The analyser stopped on this text'], ['a hang', 'HANG', 'took too long']] as const) {
  test(`${what} in the worker loses no text, and the next change is analysed`, async ({ page }) => {
    await page.goto('/');
    await write(page, PROGRAM);
    await expect(status(page)).toContainText('2 on the heap');
    await page.keyboard.press('ControlOrMeta+End');
    await page.keyboard.type(`// ${word}`);
    await expect(page.locator('.notice')).toContainText(message, { timeout: 20_000 });
    await expect(editor(page)).toContainText(`// ${word}`);
    await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
    await page.keyboard.press('Backspace');
    await page.keyboard.type(' make([]byte, 8)');
    await expect(status(page)).toContainText('3 on the heap');
    await page.reload();
    await expect(editor(page)).toContainText('make([]byte, 8)');
  });
}

test('without the engine the editor works, and trying again brings it', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'only its driver can keep a worker from the network');
  const troubles = watch(page, [/500/]);
  let broken = true;
  await page.route('**/assets/worker-*.js', (route) => (broken ? route.fulfill({ status: 500 }) : route.fallback()));
  await page.goto('/');
  await expect(status(page)).toContainText('could not be loaded');
  await write(page, PROGRAM);
  await expect(editor(page)).toContainText('func g()');
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(status(page)).toContainText('2 on the heap');
  expect(troubles).toEqual([]);
});

test('while the engine loads there is a progress bar, and the editor takes text', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'only its driver can keep a worker waiting');
  let go = (): void => undefined;
  const gate = new Promise<void>((resolve) => { go = resolve; });
  await page.route('**/assets/worker-*.js', async (route) => { await gate; await route.fallback(); });
  await page.goto('/');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await write(page, PROGRAM);
  await expect(editor(page)).toContainText('func g()');
  go();
  await expect(status(page)).toContainText('2 on the heap');
  await expect(page.getByRole('progressbar')).toBeHidden();
});

test('language and theme are switched by a press and remembered', async ({ page }) => {
  await page.goto('/');
  await page.locator('.cm-mark.mark-movedToHeap').click();
  await page.getByRole('button', { name: '切换到中文' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(why(page)).toContainText('编译器的原话');
  await expect(why(page)).toContainText('moved to heap');
  await expect(page.getByRole('tab', { name: /建议/ })).toBeVisible();
  await page.getByRole('button', { name: '主题：跟随系统' }).click();
  await page.getByRole('button', { name: '主题：浅色' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(status(page)).toHaveText('1 处在堆上');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('one column; a tap on a mark opens the explanation as a sheet, and it closes again', async ({ page, browserName }) => {
    test.skip(browserName !== 'chromium', 'the driver of Firefox has no touch screen');
    await page.goto('/');
    await write(page, PROGRAM);
    await noOverflow(page);
    await page.locator('.cm-mark.mark-movedToHeap').tap();
    await expect(why(page)).toHaveClass(/open/);
    await expect(page.locator('.cm-line-open .cm-label')).toBeVisible();
    await expect(page.locator('.cm-line-open .cm-label')).toContainText('x: returned');
    await expect(why(page)).toBeInViewport();
    await expect(why(page)).toContainText('x moved to heap');
    expect(await axe(page)).toEqual([]);
    await why(page).getByRole('button', { name: 'Close' }).tap();
    await expect(why(page)).not.toHaveClass(/open/);
    await page.locator('.cm-verdicts .mark-escapesToHeap').tap();
    await expect(why(page)).toContainText('make([]byte, 4096)');
    await noOverflow(page);
  });
});

for (const theme of ['light', 'dark'] as const) {
  for (const lang of ['en', 'zh'] as const) {
    test(`axe finds nothing: ${theme}, ${lang}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(`/?lang=${lang}`);
      await write(page, `${PROGRAM.replace('"fmt"', '"ftm"')}\nBROKEN\n`);
      await page.locator('.cm-mark.mark-movedToHeap').click();
      for (const tab of ['suggestions', 'sites', 'problems', 'output']) {
        await page.locator(`#tab-${tab}`).click();
        expect(await axe(page), tab).toEqual([]);
      }
      await page.locator('.examples-button').click();
      expect(await axe(page), 'examples').toEqual([]);
    });
  }
}

test.describe('before the scripts', () => {
  /** Opens the page and keeps its scripts back; what it gives lets them come. */
  async function open(page: Page, go: () => Promise<unknown>): Promise<() => void> {
    let come = (): void => undefined;
    const gate = new Promise<void>((resolve) => { come = resolve; });
    await page.route('**/assets/index-*.js', async (route) => { await gate; await route.fallback(); });
    void go().catch(() => undefined);
    await expect(page.locator('main.shell')).toBeVisible();
    return come;
  }
  const first = (page: Page) => page.locator('.first-text:visible');

  test('what is typed meanwhile is in the editor, selected and kept, and one undo takes it back', async ({ page }) => {
    const come = await open(page, () => page.goto('/'));
    await first(page).click({ position: { x: 60, y: 20 } });
    await page.keyboard.press('Home');
    await page.keyboard.type('// mine');
    await page.keyboard.press('Enter');
    await expect(page.locator('.first-labels:visible')).toHaveCount(0);
    come();
    await current(page);
    await expect(page.locator('.cm-line').first()).toHaveText('// mine');
    await expect(page.locator('.cm-line').nth(1)).toHaveText('package main');
    await expect(editor(page)).toBeFocused();
    await page.keyboard.type('x');
    await expect(page.locator('.cm-line').nth(1)).toHaveText('xpackage main');
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('goescape.draft.')));
    await page.keyboard.press('ControlOrMeta+z');
    await page.keyboard.press('ControlOrMeta+z');
    await expect(page.locator('.cm-line').first()).toHaveText('package main');
  });

  test('a later visit reads the draft that was open', async ({ page }) => {
    await page.goto('/');
    await write(page, PROGRAM);
    await current(page);
    await page.waitForFunction(() => localStorage.getItem('goescape.drafts.current') !== null);
    const come = await open(page, () => page.reload());
    await expect(first(page)).toContainText('func g()');
    await expect(page.locator('.first-labels:visible')).toHaveCount(0);
    come();
    await current(page);
    await expect(editor(page)).toContainText('func g()');
  });
});
