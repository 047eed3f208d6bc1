/** `<go-escape>` in somebody else's page, which has a strict policy and another origin. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { axe, noOverflow } from './helpers';

const PROGRAM = 'package main\n\nfunc f() *int {\n\tx := 1\n\treturn &x\n}\n\nfunc main() { println(f()) }\n';

/** A tutorial on a server of its own. */
async function tutorial(home: string, body: string): Promise<{ server: Server; url: string }> {
  const policy = `default-src 'none'; script-src ${home}; frame-src ${home}; connect-src 'self'; style-src 'none'`;
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tutorial</title><meta name="viewport" content="width=device-width"><script type="module" src="${home}/element.js"></script></head><body><main><h1>Tutorial</h1>${body}</main></body></html>`;
  const server = createServer((request, response) => {
    if (request.url === '/prog.go') { response.setHeader('content-type', 'text/plain'); response.end(PROGRAM); return; }
    if (request.url !== '/') { response.statusCode = 404; response.end(); return; }
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.setHeader('content-security-policy', policy);
    response.end(html);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

const block = (attributes = '', program = PROGRAM): string => `<go-escape${attributes}><pre tabindex="0"><code class="language-go">${program.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</code></pre></go-escape>`;

let server: Server | undefined;
test.afterEach(() => { server?.close(); server = undefined; });

test('thirty programs cost nothing until one is asked for; that one has marks, a reason and its height', async ({ page, baseURL, browserName }) => {
  const troubles: string[] = [];
  page.on('pageerror', (e) => troubles.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('favicon')) troubles.push(m.text()); });
  const engine: string[] = [];
  page.on('request', (r) => { if (r.url().startsWith(baseURL!) && !r.url().endsWith('/element.js')) engine.push(r.url()); });
  const made = await tutorial(baseURL!, Array.from({ length: 30 }, () => block()).join(''));
  server = made.server;
  await page.goto(made.url);
  const first = page.locator('go-escape').first();
  await expect(first.locator('pre').first()).toBeVisible();
  const button = first.getByRole('button', { name: 'Stack or heap?' });
  await expect(button).toBeVisible();
  expect(engine).toEqual([]);
  expect(await axe(page)).toEqual([]);
  const found = page.evaluate(() => new Promise((done) => { addEventListener('result', (e) => done((e as CustomEvent).detail), { once: true }); }));
  await button.click();
  const frame = page.frameLocator('go-escape iframe');
  await expect(frame.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  expect(await found).toMatchObject({ heap: 1, problems: 0 });
  await expect(page.locator('go-escape iframe')).toHaveCount(1);
  const height = async (): Promise<number> => (await page.locator('go-escape iframe').boundingBox())!.height;
  await expect.poll(height).toBeGreaterThan(190);
  const low = await height();
  await frame.locator('.cm-mark.mark-movedToHeap').click();
  await expect(frame.locator('#why')).toContainText('The address of x is returned');
  await expect.poll(height).toBeGreaterThan(low + 100);
  await noOverflow(page);
  // The frame itself has nothing to scroll.
  const inner = page.frames().find((f) => f.url().includes('embed=element'))!;
  await expect.poll(() => inner.evaluate(() => document.documentElement.scrollHeight - innerHeight)).toBeLessThanOrEqual(1);
  if (browserName === 'chromium') expect(troubles).toEqual([]);
});

test('attributes: without inlining, from a file, in Chinese, dark, as soon as it is seen, and changed later', async ({ page, baseURL }) => {
  const made = await tutorial(baseURL!, '<go-escape src="/prog.go" inline="off" lang="zh" theme="dark" load="visible"></go-escape>');
  server = made.server;
  await page.goto(made.url);
  const frame = page.frameLocator('go-escape iframe');
  await expect(frame.locator('.cm-mark.mark-movedToHeap')).toHaveText('x');
  await expect(frame.locator('html')).toHaveAttribute('lang', 'zh-Hans');
  await expect(frame.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(frame.getByRole('switch', { name: '内联' })).not.toBeChecked();
  await expect(frame.getByRole('link', { name: '在 goescape 中打开' })).toHaveAttribute('href', /#v1\//);
  await page.locator('go-escape').evaluate((e) => { (e as HTMLElement & { code: string }).code = 'package main\n\nvar p = new(int)\n\nfunc main() { y := 2; p = &y }\n'; });
  await expect(frame.locator('.cm-mark.mark-movedToHeap')).toHaveText('y');
});

test('what is typed in somebody’s page is no draft of the playground', async ({ page, baseURL }) => {
  await page.goto(`${baseURL}/?embed=element#v1/q1ZKVrJSKkhMzk5MT1XITczMi8lTqgUA`);
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.insertText('var x int\n');
  await expect(page.locator('html')).toHaveAttribute('data-report', 'current');
  await page.waitForTimeout(500);
  expect(await page.evaluate(() => Object.keys(localStorage).filter((k) => k.includes('draft')))).toEqual([]);
});
