/** What somebody does who is new here: with the real engine. */
import { expect, test, type Page } from '@playwright/test';
import { axe, current, editor, noOverflow, openExample, watch, why, write } from './helpers';

const panel = (page: Page, name: RegExp) => page.getByRole('tabpanel', { name });
const lines = async (page: Page): Promise<string[]> => (await page.locator('.cm-content .cm-line').allTextContents()).map((l) => l.trim());

/** Lets files fall on the program. */
async function drop(page: Page, ...files: [name: string, text: string][]): Promise<void> {
  await page.locator('.editor').evaluate((element, files) => {
    const transfer = new DataTransfer();
    for (const [name, text] of files) transfer.items.add(new File([text], name));
    for (const type of ['dragover', 'drop']) element.dispatchEvent(new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true, composed: true }));
  }, files);
}

test('the shortcut that applies the first suggestion does so in the editor, too', async ({ page }) => {
  await page.goto('/?lang=en');
  await current(page);
  await editor(page).click();
  const before = await lines(page);
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(page.locator('.notice')).toContainText('Applied: ');
  await expect(editor(page)).toContainText('return u');
  expect((await lines(page)).length).toBe(before.length);
});

test('what is said of an applied rewrite goes when it is undone or the text is changed, and nothing is left to compare', async ({ page }) => {
  await page.goto('/?lang=en');
  await current(page);
  const before = await lines(page);
  await page.getByRole('button', { name: /^Apply/ }).first().click();
  await expect(page.locator('.notice')).toContainText('Applied: ');
  await current(page);
  await page.locator('#tab-delta').click();
  await expect(panel(page, /What if/)).toContainText('What the rewrite changed');
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+z');
  await expect.poll(() => lines(page)).toEqual(before);
  await expect(page.locator('.notice')).toBeEmpty();
  await expect(panel(page, /What if/)).not.toContainText('What the rewrite changed');
});

test('a piece of a program is made a file by a press: declarations, then statements', async ({ page }) => {
  const troubles = watch(page);
  await page.goto('/?lang=en');
  await write(page, 'func f() *int {\nx := 1\nreturn &x\n}\n');
  await current(page);
  // Nothing is offered, and why not.
  await expect(panel(page, /Suggestions/)).toContainText('What has errors is not analysed');
  await panel(page, /Suggestions/).getByRole('button', { name: 'Show the errors' }).click();
  await panel(page, /Errors/).getByRole('button', { name: 'Insert package main', exact: true }).click();
  await expect(panel(page, /Errors/)).toContainText('No errors.');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await write(page, 'x := 1\nfmt.Println(&x)\n');
  await panel(page, /Errors/).getByRole('button', { name: 'Insert package main, func main' }).click();
  await panel(page, /Errors/).getByRole('button', { name: 'Import fmt' }).click();
  await expect(panel(page, /Errors/)).toContainText('No errors.');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  expect(troubles).toEqual([]);
});

test('mistakes are counted on the tab and have the colours of mistakes; every button has the page’s look', async ({ page }) => {
  await page.goto('/?lang=en');
  await openExample(page, 'pool-misuse');
  const suggestions = panel(page, /Suggestions/);
  const found = await suggestions.locator('.lint').count() + await suggestions.locator('.suggestion:not(.lint, .other-ways *)').count();
  await expect(page.locator('#tab-suggestions .badge')).toHaveText(String(found));
  const colour = (of: string): Promise<string> => suggestions.locator(of).first().evaluate((e) => getComputedStyle(e).color);
  expect(new Set([await colour('.severity-error'), await colour('.severity-warning'), await page.evaluate(() => {
    const proved = document.body.appendChild(Object.assign(document.createElement('span'), { className: 'confidence' }));
    const { color } = getComputedStyle(proved);
    proved.remove();
    return color;
  })]).size).toBe(3);
  const plain = await page.evaluate(() => [...document.querySelectorAll('button')].filter((e) => e.checkVisibility() && getComputedStyle(e).borderTopStyle === 'outset').map((e) => e.textContent));
  expect(plain).toEqual([]);
});

test('what the compiler prints of a program with errors is not told as if it had none', async ({ page }) => {
  await page.goto('/?lang=en');
  await write(page, 'package main\n\nfunc f() int { return "one" }\n\nfunc g() *int {\nx := 1\nreturn &x\n}\n');
  await current(page);
  await page.locator('#tab-output').click();
  await expect(panel(page, /Output/)).toContainText('the compiler prints these alone. Below is what it would print about the rest.');
  await expect(panel(page, /Output/)).toContainText('moved to heap: x');
  await write(page, 'package main\n\nfunc f() int { return "one" }\n');
  await expect(panel(page, /Output/)).toContainText('As long as there are errors, the compiler prints these alone.');
  await expect(panel(page, /Output/)).not.toContainText('prints nothing');
});

test('while advice is looked for the panel says so, and not that there is none', async ({ page }) => {
  // It never comes: nobody asks for it.
  await page.addInitScript(() => {
    const { postMessage } = Worker.prototype;
    Worker.prototype.postMessage = function (message: { type?: string }, ...more: []) { if (message.type !== 'advise') postMessage.call(this, message, ...more); };
  });
  await page.goto('/?lang=en');
  await expect(page.locator('html')).toHaveAttribute('data-report', 'current');
  await expect(panel(page, /Suggestions/)).toHaveText('Advice is being checked…');
});

test('a screen reader is told nothing of marks whose text is gone', async ({ page }) => {
  await page.goto('/?lang=en');
  await current(page);
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  await page.waitForTimeout(300);
  expect(await page.locator('.status [aria-live]').textContent()).not.toContain('heap');
});

test('a dropped module opens; a dropped program, too, and several files as one', async ({ page }) => {
  const troubles = watch(page);
  await page.goto('/?lang=en');
  await current(page);
  await drop(page, ['m.txtar', '-- go.mod --\r\nmodule m\r\n-- main.go --\r\npackage main\r\n\r\nfunc main() {\r\n\tx := 1\r\n\tkept = &x\r\n}\r\n\r\nvar kept *int\r\n']);
  await expect(editor(page)).toContainText('-- main.go --');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await drop(page, ['a.go', 'package main\n\nfunc main() {\n\tyy := 1\n\tkept = &yy\n}\n\nvar kept *int\n']);
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('yy');
  // Files of one package together are one program.
  await drop(page, ['b.go', 'package main\n\nvar kept *int\n\nfunc keep(p *int) { kept = p }'], ['a.go', 'package main\n\nfunc main() {\n\tzz := 1\n\tkeep(&zz)\n}\n']);
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('zz');
  await expect(page.locator('#tab-problems .badge')).toHaveCount(0);
  expect(troubles).toEqual([]);
});

test.describe('in a small window of a desktop', () => {
  test.use({ viewport: { width: 1280, height: 720 } });
  test.skip(({ browserName }) => browserName !== 'chromium', 'in Firefox a long program is typed, which takes too long');

  for (const lang of ['en', 'zh']) {
    test(`the status and the tabs with their numbers stand in one line each: ${lang}`, async ({ page }) => {
      await page.goto(`/?lang=${lang}`);
      await write(page, `package main\n\nimport "fmt"\n\n${Array.from({ length: 40 }, (_, i) => `func f${i}(n int, p *int) *int {\nfmt.Println(p)\nreturn &n\n}\n`).join('\n')}`);
      await current(page);
      await openExample(page, 'http-handler');
      await page.getByRole('button', { name: /^(Apply|应用)/ }).first().click();
      await current(page);
      expect(await page.locator('.tabs').evaluate((e) => e.getBoundingClientRect().height)).toBeLessThan(50);
      expect(await page.locator('.status').evaluate((e) => e.getBoundingClientRect().height)).toBeLessThan(40);
    });
  }
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  test.skip(({ browserName }) => browserName !== 'chromium', 'the driver of Firefox has no touch screen');

  /** What a finger can miss: all that is pressed, but links within a text and the lines of listings. */
  const small = (page: Page): Promise<string[]> => page.evaluate(() => [...document.querySelectorAll('button, select, summary, input:not([type=radio], [type=checkbox]), [role=option], label:has(input)')]
    .filter((e) => e.checkVisibility() && e.getClientRects().length > 0 && !e.matches('.output *, .sr, .place:not(.card-head .place, .suggestion header .place)'))
    .map((e) => ({ name: `${e.className || e.tagName} ${(e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 40)}`, height: Math.round(e.getBoundingClientRect().height) }))
    .filter(({ height }) => height < 43).map(({ name, height }) => `${height} ${name}`));

  /** How far a tab stands beyond the end of the strip, px. */
  const beyond = async (page: Page, tab: string): Promise<number> => {
    const end = async (at: string): Promise<number> => { const box = (await page.locator(at).boundingBox())!; return box.x + box.width; };
    return await end(`#tab-${tab}`) - await end('.tabs');
  };

  for (const lang of ['en', 'zh']) {
    test(`a finger meets everything: ${lang}`, async ({ page }) => {
      test.setTimeout(60_000);
      await page.goto(`/?lang=${lang}`);
      await current(page);
      for (const tab of ['suggestions', 'sites', 'memory', 'delta', 'output', 'profile']) {
        await page.locator(`#tab-${tab}`).tap();
        expect(await small(page), tab).toEqual([]);
      }
      await page.locator('#panel-profile .tool-buttons .quiet').tap();
      await page.locator('.hot > li').first().waitFor();
      expect(await small(page), 'a profile').toEqual([]);
      await expect(page.locator('.hot > li').first()).toBeInViewport();
      // The number that came with it did not push the open tab out of the strip.
      await expect.poll(() => beyond(page, 'profile')).toBeLessThanOrEqual(1);
      await page.locator('.cm-mark.mark-escapesToHeap').first().tap();
      await expect(why(page)).toHaveClass(/open/);
      await expect(page.locator('.step').first()).toBeVisible();
      expect(await small(page), 'why').toEqual([]);
      // A step's number stands at the height of its words.
      const middles = await page.locator('.step').evaluateAll((steps) => steps.map((step) => ['.step-number', '.step-line'].map((part) => { const { top, height } = step.querySelector(part)!.getBoundingClientRect(); return top + height / 2; })));
      for (const [number, words] of middles) expect(Math.abs(number! - words!)).toBeLessThan(3);
      await why(page).getByRole('button', { name: /Close|关闭/ }).tap();
      await page.locator('.examples-button').tap();
      expect(await small(page), 'examples').toEqual([]);
      await page.locator('[data-example="closure"]').tap();
      await page.locator('.palette-button').tap();
      expect(await small(page), 'palette').toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('.predict-button').tap();
      await page.locator('.predict-question').first().waitFor();
      expect(await small(page), 'predict').toEqual([]);
      await noOverflow(page);
    });

    test(`every button of the top is there in a narrow window: ${lang}`, async ({ page }) => {
      for (const width of [320, 360, 390]) {
        await page.setViewportSize({ width, height: 700 });
        await page.goto(`/?lang=${lang}`);
        await current(page);
        await noOverflow(page);
        for (const button of await page.locator('.top button:visible').all()) await expect(button).toBeInViewport({ ratio: 1 });
      }
    });
  }

  test('the sheet does not lie over the mark that it explains', async ({ page }) => {
    await page.goto('/?lang=en');
    await openExample(page, 'packet-reader');
    for (const mark of [page.locator('.cm-mark.mark-escapesToHeap').first(), page.locator('.cm-mark').last()]) {
      await mark.tap();
      await expect(why(page)).toHaveClass(/open/);
      await expect.poll(async () => {
        const [a, b] = await Promise.all([page.locator('.cm-chosen').first().boundingBox(), why(page).boundingBox()]);
        return a!.y >= 0 && a!.y + a!.height <= b!.y;
      }).toBe(true);
      await why(page).getByRole('button', { name: 'Close' }).tap();
    }
  });

  test('a tab that is opened by name is seen in the strip', async ({ page }) => {
    await page.goto('/?lang=en');
    await current(page);
    await page.keyboard.press('ControlOrMeta+k');
    await page.getByRole('combobox').fill('profile');
    await page.getByRole('option', { name: 'Show the heap profile' }).tap();
    await expect(page.locator('#tab-profile')).toHaveAttribute('aria-selected', 'true');
    expect(await beyond(page, 'profile')).toBeLessThanOrEqual(1);
    expect(await axe(page)).toEqual([]);
  });

  test('the bar of a presentation covers nothing for good', async ({ page }) => {
    await page.goto('/?lang=en&present=1');
    await current(page);
    await page.locator('.cm-mark.mark-movedToHeap').first().tap();
    await why(page).evaluate((e) => { e.scrollTop = e.scrollHeight; });
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    const last = await why(page).locator('.card').last().boundingBox();
    const bar = await page.locator('.present-bar').boundingBox();
    expect(last!.y + last!.height).toBeLessThanOrEqual(bar!.y);
  });
});
