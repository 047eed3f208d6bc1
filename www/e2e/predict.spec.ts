/** Saying the verdicts first: the marks are hidden, every place is asked about, and the answers are laid beside the verdicts. */
import { expect, test, type Page } from '@playwright/test';
import { axe, current, editor, noOverflow, openExample, watch, write } from './helpers';

const question = (page: Page, name: string) => page.locator(`.predict-question[data-question$=" ${name}"]`);
const foot = (page: Page) => page.locator('.predict-foot');

test('a guess at each place, with the keyboard alone; then the verdicts, the way, and the score', async ({ page }) => {
  const troubles = watch(page);
  await page.goto('/');
  await openExample(page, 'closure');
  await page.keyboard.press('ControlOrMeta+k');
  await page.getByRole('combobox').fill('verdicts first');
  await page.keyboard.press('Enter');
  await expect(page.locator('.predict')).toBeFocused();
  // Nothing tells: the editor with its marks and the panels are away.
  await expect(page.locator('#editor')).toBeHidden();
  await expect(page.locator('#details')).toBeHidden();
  await expect(page).toHaveURL(/mode=predict/);
  const n = question(page, 'n').first();
  await expect(page.locator('.predict')).not.toContainText('moved to heap');
  await n.getByRole('radio', { name: 'stack' }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(n.getByRole('radio', { name: 'heap' })).toBeChecked();
  await n.getByRole('combobox').focus();
  await n.getByRole('combobox').selectOption({ label: 'used by a closure that lives on' });
  const literal = question(page, 'func literal').first();
  await literal.getByRole('radio', { name: 'stack' }).press('Space');
  await expect(foot(page)).toContainText('2 of ');
  await page.getByRole('button', { name: 'Reveal' }).press('Enter');
  await expect(n).toContainText('Right It is on the heap: used by a closure that lives on.');
  await expect(literal).toContainText('Not quite It is on the heap: returned.');
  await expect(page.locator('.predict-unanswered').first()).toContainText('Not answered');
  await expect(foot(page)).toContainText(/1 of \d+ places right · 1 of \d+ reasons right/);
  await n.locator('summary').first().press('Enter');
  await expect(n.locator('.card')).toContainText('moved to heap: n');
  expect(await axe(page)).toEqual([]);
  // Once more: nothing of the answers is left.
  await page.getByRole('button', { name: 'Try again' }).press('Enter');
  await expect(page.locator('.predict input:checked')).toHaveCount(0);
  await expect(foot(page)).toContainText('0 of ');
  await page.getByRole('button', { name: 'Back to the playground' }).press('Enter');
  await expect(editor(page)).toBeVisible();
  await expect(page.locator('.cm-mark.mark-movedToHeap').first()).toBeVisible();
  await expect(page).not.toHaveURL(/mode=/);
  expect(troubles).toEqual([]);
});

test('any program is an exercise: by its link, in both languages, and before anything is shown', async ({ page }) => {
  await page.goto('/');
  await write(page, 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc main() { f() }\n');
  await current(page);
  await page.keyboard.press('ControlOrMeta+Shift+S');
  const link = await page.locator('#share-exercise').inputValue();
  await page.goto('about:blank');
  await page.goto(link);
  // Neither marks nor words of them, not even while it loads.
  await expect(page.locator('.first-mark:visible')).toHaveCount(0);
  await expect(question(page, 'x')).toBeVisible();
  await expect(page.locator('.predict')).not.toContainText('moved to heap');
  await page.locator('.language-button').click();
  await expect(page.locator('.predict')).toContainText('先说说看');
  await question(page, 'x').getByText('堆', { exact: true }).click();
  await question(page, 'x').getByRole('combobox').selectOption('returned');
  await page.getByRole('button', { name: '揭晓' }).click();
  await expect(foot(page)).toContainText('位置答对 1 / 1');
  await expect(foot(page)).toContainText('原因答对 1 / 1');
});

test('in somebody’s page, on a phone', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/?embed=element&mode=predict');
  await expect(page.locator('.predict-question').first()).toBeVisible();
  await noOverflow(page);
  await page.getByRole('button', { name: 'Reveal' }).click();
  await expect(page.locator('.predict-verdict').first()).toBeVisible();
  await noOverflow(page);
});
