/** The page with the real engine: its verdicts are those of the compiler. */
import { readFileSync, readdirSync } from 'node:fs';
import { brotliCompressSync } from 'node:zlib';
import { expect, test, type Page } from '@playwright/test';
import { encode } from '../src/app/share';
import { axe, current, editor, openExample, status, watch, why, write } from './helpers';

const EXAMPLES = readdirSync(new URL('../content/examples', import.meta.url)).map((name) => name.replace(/\.go$/, ''));

/** What the compiler prints about an example; the unit tests hold these files to the compiler. */
const expected = (id: string): string[] => readFileSync(new URL(`./expected/${id}.txt`, import.meta.url), 'utf8').trimEnd().split('\n').sort();

/** The lines about the program itself; those that fall into other files stand apart. */
const output = async (page: Page): Promise<string[]> => (await page.locator('#panel-output .output li').allTextContents()).filter((l) => l.startsWith('prog.go:')).sort();

test('every example has the verdicts of the compiler, line by line', async ({ page }) => {
  const troubles = watch(page);
  test.setTimeout(120_000);
  expect(EXAMPLES.length).toBeGreaterThanOrEqual(20);
  await page.goto('/');
  await page.getByRole('tab', { name: 'Output' }).click();
  for (const id of EXAMPLES) {
    await openExample(page, id);
    await expect.poll(() => output(page), { message: id, timeout: 20_000 }).toEqual(expected(id));
  }
  expect(troubles).toEqual([]);
});

test('every heap mark has a reason and at least one step', async ({ page }) => {
  await page.goto('/');
  await openExample(page, 'http-handler');
  await page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'make([]byte, 4096)' }).click();
  await expect(why(page)).toContainText('make([]byte, 4096) escapes to heap');
  await expect(why(page)).toContainText('r.Body.Read');
  await expect(why(page).locator('.flow li')).not.toHaveCount(0);
});

test('of many rewrites the first are shown, more on request, and one at once where its place asks for it', async ({ page }) => {
  const parts = Array.from({ length: 40 }, (_, i) => `func f${i}(n int) string {\n\treturn fmt.Sprintf("%d", n)\n}\n`);
  const code = `package main\n\nimport "fmt"\n\nfunc main() { println(f0(1)) }\n\n${parts.join('\n')}`;
  await page.goto(`/${await encode({ code, inline: true, selection: null, view: null, before: null })}`);
  await current(page);
  const cards = page.locator('#panel-suggestions > .suggestion');
  await expect(cards).toHaveCount(12);
  // The card of the last place is beyond them.
  await editor(page).press('ControlOrMeta+End');
  await page.keyboard.press('Shift+F8');
  await expect(why(page)).toContainText('n escapes to heap');
  await why(page).locator('.card-advice button').first().click();
  await expect(cards).toHaveCount(40);
  await expect(cards.last().locator('h3')).toBeFocused();
  await expect(cards.last()).toBeInViewport();
  await expect(cards.last()).toContainText('f39');
  await expect(page.locator('.suggestion-more')).toHaveCount(0);
  // After a new visit, more come when they are asked for.
  await page.reload();
  await current(page);
  await expect(cards).toHaveCount(12);
  await page.getByRole('button', { name: 'Show more: 28 are left' }).click();
  await expect(cards).toHaveCount(40);
});

test('while somebody types in a thousand lines, marks come before the advice, which waits for a rest', async ({ page }) => {
  const part = (i: number): string => `func f${i}(n int) string {\n\tbuf := make([]byte, 64)\n\tfor k := range buf {\n\t\tbuf[k] = byte(k + n)\n\t}\n\treturn fmt.Sprintf("%d", n) + string(buf)\n}\n`;
  const code = `package main\n\nimport "fmt"\n\nfunc main() { println(f0(1)) }\n\n${Array.from({ length: 120 }, (_, i) => part(i)).join('\n')}`;
  await page.goto(`/${await encode({ code, inline: true, selection: null, view: null, before: null })}`);
  await current(page);
  const cards = page.locator('#panel-suggestions > .suggestion');
  await expect(cards).toHaveCount(12);
  await page.evaluate(() => {
    const seen: string[] = [];
    Object.assign(window, { seen });
    new MutationObserver((list) => {
      const { report, advice } = document.documentElement.dataset;
      for (const { attributeName } of list) seen.push(attributeName === 'data-report' ? `report ${report}, advice ${advice}` : `advice ${advice}`);
      if (document.querySelectorAll('#panel-suggestions > .suggestion').length !== 12) seen.push('cards went');
    }).observe(document.documentElement, { attributes: true, attributeFilter: ['data-report', 'data-advice'] });
  });
  await editor(page).press('ControlOrMeta+End');
  await page.keyboard.type('// typed', { delay: 60 });
  await current(page);
  const seen = await page.evaluate(() => (window as unknown as { seen: string[] }).seen);
  expect(seen).not.toContain('cards went');
  expect(seen).toContain('report current, advice behind');
  expect(seen.indexOf('report current, advice behind')).toBeLessThan(seen.indexOf('advice current'));
  expect(seen.at(-1)).toBe('advice current');
  await expect(cards).toHaveCount(12);
  await expect(cards.first().getByRole('button', { name: /^Apply/ })).toHaveAttribute('aria-disabled', 'false');
});

test('an edit changes the verdicts', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc main() { f() }\n');
  await expect(status(page)).toContainText('1 on the heap');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await page.locator('.cm-line', { hasText: 'return &x' }).click();
  await page.keyboard.press('End');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.type('nil');
  await current(page);
  // Until that is mended the former mark stays, dimmed. x is now declared and not used: the compiler's words, at their place.
  await expect(page.locator('.cm-lintRange-error')).toHaveText('x');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveClass(/cm-former/);
  await expect(status(page)).toContainText('not analysed');
  await page.getByRole('tab', { name: /Errors/ }).click();
  await expect(page.getByRole('tabpanel', { name: /Errors/ })).toContainText('declared and not used: x');
});

test('a package is loaded when it is imported; an unknown one is told, and the rest is analysed', async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (r) => { if (/\/std\/[^/]+\.bin$/.test(r.url())) loaded.push(r.url()); });
  await page.goto('/');
  await write(page, 'package main\n\nimport (\n\t"ftm"\n\t"strings"\n)\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc main() { println(strings.ToUpper("x"), ftm.X, f()) }\n');
  await expect(page.locator('.cm-lintRange-error').first()).toHaveText('"ftm"');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await page.getByRole('tab', { name: /Errors/ }).click();
  const panel = page.getByRole('tabpanel', { name: /Errors/ });
  await expect(panel).toContainText('could not import ftm');
  await panel.locator('summary').click();
  await expect(panel.locator('.package-list')).toContainText('encoding/json');
  await panel.getByRole('button', { name: 'fmt', exact: true }).click();
  await expect(editor(page)).toContainText('"fmt"');
});

test('a syntax error stands at its place; what is whole keeps its verdicts', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc g() {\n\tfor {{\n}\n');
  await expect(page.locator('.cm-lintRange-error').first()).toBeVisible();
  await expect(status(page)).toContainText('error');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
});

test('without the facts about std a program that imports keeps its former marks, and trying again helps', async ({ page, browserName }) => {
  test.skip(browserName !== 'chromium', 'only its driver can keep a worker from the network');
  await page.goto('/');
  await write(page, 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n');
  await expect(status(page)).toContainText('1 on the heap');
  await page.route('**/std/strings-*.bin', (route) => route.abort());
  await page.keyboard.press('ControlOrMeta+Home');
  await page.keyboard.press('ArrowDown');
  // In one piece: an analysis of a later keystroke would fetch again and take the message away.
  await page.keyboard.insertText('import "strings"\nvar _ = strings.ToUpper\n');
  await expect(page.locator('.notice')).toContainText('Facts about strings could not be loaded');
  await expect(page.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await page.unroute('**/std/strings-*.bin');
  await page.locator('.notice').getByRole('button', { name: 'Try again' }).click();
  await expect(status(page)).toHaveText('1 on the heap');
  await expect(page.locator('.notice')).toBeEmpty();
  await page.getByRole('tab', { name: /Errors/ }).click();
  await expect(page.getByRole('tabpanel', { name: /Errors/ })).toContainText('No errors.');
});

test('a suggestion applies, takes the allocation away, and undoes', async ({ page }) => {
  await page.goto('/');
  await openExample(page, 'http-handler');
  const panel = page.getByRole('tabpanel', { name: /Suggestions/ });
  await panel.getByRole('button', { name: /^Apply/ }).first().click();
  await expect(editor(page)).toContainText('sync.Pool');
  await expect(page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'make([]byte, 4096)' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.locator('.cm-mark.mark-escapesToHeap', { hasText: 'make([]byte, 4096)' })).toHaveCount(1);
});

test('the switch turns inlining off: the verdicts are those with -l, and what changes is listed', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc main() { println(*f()) }\n');
  await current(page);
  await page.getByRole('tab', { name: 'Output' }).click();
  await expect(page.locator('#panel-output')).toContainText('can inline f');
  await expect(page.locator('#panel-output')).toContainText('inlining call to f');
  await page.getByRole('switch', { name: /Inlining/ }).click();
  await expect(page.locator('#panel-output')).not.toContainText('can inline');
  await page.getByRole('tab', { name: /What if/ }).click();
  await expect(page.locator('#panel-delta')).toContainText('What inlining changes');
});

test('without the prints: tried on a copy, told in sites', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nimport "fmt"\n\nfunc main() {\n\tx := 1\n\tfmt.Println(&x)\n}\n');
  await current(page);
  await page.getByRole('tab', { name: /What if/ }).click();
  const panel = page.locator('#panel-delta');
  await panel.getByRole('button', { name: 'Without prints' }).click();
  await expect(panel).toContainText('If nothing were printed');
  await expect(panel.locator('.changes')).toContainText('x');
  await expect(page.locator('.cm-changed').first()).toHaveText('x');
  await expect(editor(page)).toContainText('fmt.Println');
});

test('the language of an earlier Go: a loop with one variable for all its turns', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nfunc last() int {\n\tvar q *int\n\tfor i := 0; i < 3; i++ {\n\t\tq = &i\n\t}\n\treturn *q\n}\n\nfunc main() { println(last()) }\n');
  await current(page);
  await expect(page.locator('.cm-mark.mark-movedToHeap').first()).toHaveText('i');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('Go 1.21');
  await page.keyboard.press('Enter');
  await expect(page.locator('.comparison')).toContainText('If it were Go 1.21');
  await expect(page.locator('.changes')).toContainText('moved to heap');
  await expect(page.locator('.totals tbody tr').first()).toContainText('−2'); // in last, and where it is inlined
});

test('what can be tried at the chosen place: a constant size, a concrete type, without inlining', async ({ page }) => {
  await page.goto('/?lang=en');
  await write(page, 'package main\n\nimport (\n\t"bytes"\n\t"io"\n)\n\nfunc put(w io.Writer) {\n\tvar b [8]byte\n\tw.Write(b[:])\n}\n\nfunc size(n int) int {\n\tp := make([]byte, n)\n\treturn len(p)\n}\n\nfunc main() {\n\tvar out bytes.Buffer\n\tput(&out)\n\tprintln(size(out.Len()))\n}\n');
  await current(page);
  await page.getByRole('tab', { name: /What if/ }).click();
  const panel = page.locator('#panel-delta');
  await expect(panel).toContainText('Choose a place');
  await page.locator('.cm-line', { hasText: 'make([]byte, n)' }).locator('.cm-mark').first().click();
  const here = panel.getByRole('group', { name: 'What can be tried at the chosen place' });
  const size = here.getByRole('button', { name: '64 elements' });
  await size.click();
  await expect(panel).toContainText('If this size were constant');
  // Here, and where the function is inlined.
  await expect(panel.locator('.changes li')).toContainText(['allocates otherwise', 'allocates otherwise']);
  await expect(size).toHaveAttribute('aria-pressed', 'true');
  // Brackets beside the cursor have marks of their own inside of it.
  await expect.poll(async () => (await page.locator('.cm-tried').allTextContents()).join('')).toBe('make([]byte, n)');
  await expect(page.locator('.cm-changed').first()).toHaveText(/make/);
  expect(await axe(page)).toEqual([]);
  await size.click();
  await expect(page.locator('.cm-tried')).toHaveCount(0);
  await page.locator('.cm-line', { hasText: 'var b' }).locator('.cm-mark').first().click();
  await here.getByRole('button', { name: 'w as *bytes.Buffer' }).click();
  await expect(panel).toContainText('If the type were concrete');
  await expect(panel.locator('.changes')).toContainText('b');
  await expect.poll(async () => (await page.locator('.cm-tried').allTextContents()).join('')).toBe('w');
  await expect(editor(page)).toContainText('put(w io.Writer)');
});

test('scripts stay small: all that comes before the first verdicts, packed', async ({ page, request }) => {
  const html = await (await request.get('/')).text();
  // What a reader of English waits for: the page names all of it.
  const files = [...new Set(html.match(/assets\/[\w-]+\.js/g))].filter((name) => !/\/(examples-)?zh-/.test(name));
  const asked: string[] = [];
  page.on('request', (r) => asked.push(r.url()));
  await page.goto('/');
  await current(page);
  for (const name of files) expect(asked.some((url) => url.endsWith(name)) || name.includes('worker'), name).toBe(true);
  const bytes = await Promise.all(files.map(async (name) => brotliCompressSync(await (await request.get(`/${name}`)).body()).length));
  const sum = bytes.reduce((a, b) => a + b, 0);
  expect(sum).toBeGreaterThan(50_000);
  expect(sum).toBeLessThan(190_000);
});

test('a first visit reads its program with its verdicts before the scripts are there; the editor and the live report say the same at the same place', async ({ page }) => {
  const places = (of: string): Promise<number[]> => page.locator(`${of}:visible`).evaluateAll((all) => all.flatMap((e) => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width]; }));
  const words = (of: string): Promise<string[]> => page.locator(`${of}:visible`).allTextContents();
  const parts = (of: string): Promise<number[][]> => Promise.all([places(`.${of}-mark`), places(`.${of}-label-item`)]);
  for (const lang of ['en', 'zh']) {
    let come = (): void => undefined;
    const gate = new Promise<void>((resolve) => { come = resolve; });
    await page.route('**/assets/index-*.js', async (route) => { await gate; await route.fallback(); });
    void page.goto(`/?lang=${lang}`).catch(() => undefined);
    await expect(page.locator('.first-text:visible')).toContainText('return &u');
    await expect(page.locator('.first-mark.mark-movedToHeap:visible')).toHaveText('u');
    const before = (await parts('first')).flat();
    const said = await words('.first-label-item');
    expect(before.length).toBeGreaterThan(20);
    come();
    await current(page);
    await expect(page.locator('main.shell')).toHaveCount(0);
    expect(await words('.cm-label-item')).toEqual(said);
    const after = (await parts('cm')).flat();
    expect(after.length).toBe(before.length);
    before.forEach((x, i) => expect(Math.abs(after[i]! - x)).toBeLessThan(1.5));
    await page.unroute('**/assets/index-*.js');
    await page.evaluate(() => localStorage.clear());
  }
});

test('calls that were inlined can be unfolded: where a value comes from', async ({ page }) => {
  await page.goto('/?lang=en');
  await write(page, 'package main\n\nvar kept *int\n\nfunc number() *int {\n\tn := 1\n\treturn &n\n}\n\nfunc outer() *int { return number() }\n\nfunc main() {\n\tkept = outer()\n}\n');
  await current(page);
  await page.locator('#tab-sites').click();
  await page.locator('#panel-sites .site').last().click();
  const calls = why(page).locator('details', { hasText: 'Inside 2 inlined calls' }).first();
  await calls.locator('summary').click();
  await expect(calls.locator('li')).toHaveText([/outer.*line 13/, /number/]);
  await calls.getByRole('button', { name: 'line 13' }).click();
  await expect(page.locator('.cm-activeLine').first()).toContainText('outer()');
});
