import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, type Page } from '@playwright/test';
import type { AxeResults, RunOptions } from 'axe-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const FAKE = readFileSync(new URL('./fake-engine.js', import.meta.url), 'utf8');

/** The stand-in instead of the real worker: served in its place, or, where the driver cannot do that, asked for in its place. */
export async function fakeEngine(page: Page): Promise<void> {
  if (page.context().browser()?.browserType().name() === 'chromium') {
    await page.route('**/assets/worker-*.js', (route) => route.fulfill({ contentType: 'text/javascript', body: FAKE }));
    return;
  }
  await page.addInitScript(() => {
    const Real = Worker;
    window.Worker = class extends Real {
      constructor(url: string | URL, options?: WorkerOptions) { super(/\/worker-/.test(String(url)) ? new URL('/stand-in/engine.js', location.href) : url, options); }
    };
  });
}

/** Everything that must not happen on any page: errors, refused resources, requests to others. */
export function watch(page: Page, expected: RegExp[] = []): string[] {
  const troubles: string[] = [];
  const add = (text: string): void => { if (!expected.some((e) => e.test(text))) troubles.push(text); };
  page.on('pageerror', (e) => add(String(e)));
  page.on('console', (m) => { if (m.type() === 'error') add(m.text()); });
  page.on('request', (r) => {
    const url = new URL(r.url());
    if (url.protocol !== 'data:' && url.protocol !== 'blob:' && url.hostname !== '127.0.0.1') add(`request to ${url.hostname}`);
  });
  return troubles;
}

export const editor = (page: Page) => page.getByRole('textbox', { name: /Go program|Go 程序/ });
export const status = (page: Page) => page.locator('.status-text');
export const why = (page: Page) => page.locator('#why');

/** Replaces the program, as a person would: select all, then paste; in Firefox, whose pages can make no paste, type. */
export async function write(page: Page, text: string): Promise<void> {
  // What stands there before the scripts takes no paste that a test makes.
  await page.locator('.cm-content').waitFor();
  await editor(page).click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.press('Delete');
  if (page.context().browser()?.browserType().name() === 'firefox') {
    // The editor indents by itself.
    await page.keyboard.type(text.replace(/^\t+/gm, ''));
    return;
  }
  await editor(page).evaluate((element, value) => {
    const data = new DataTransfer();
    data.setData('text/plain', value);
    element.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

export async function openExample(page: Page, id: string): Promise<void> {
  await page.locator('.examples-button').click();
  await page.locator(`[data-example="${id}"]`).click();
  await current(page);
}

/** Waits until the shown report is about the present text, and so is its advice. */
export async function current(page: Page): Promise<void> {
  await expect(page.locator('html')).toHaveAttribute('data-report', 'current', { timeout: 20_000 });
  await expect(page.locator('html')).toHaveAttribute('data-advice', 'current', { timeout: 20_000 });
}

/** The accessibility violations of the page, by rule. */
export async function axe(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const options: RunOptions = { resultTypes: ['violations'] };
  const found = await page.evaluate((o) => (window as unknown as { axe: { run(x: Document, o: RunOptions): Promise<AxeResults> } }).axe.run(document, o), options);
  return found.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`);
}

export const noOverflow = async (page: Page): Promise<void> => {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
};
