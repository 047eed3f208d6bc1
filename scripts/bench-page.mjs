// npm run bench:page: how soon the built page answers, in headless Chromium, and what it loads. Figures to read, never a test: they depend on the machine.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { onQuit } from './procs.mjs';
import { ROOT, TARGET_DIR, Trouble } from './say.mjs';
import { NO_CHROMIUM, browsers } from './toolchain.mjs';

const SLOWDOWN = 4;
/** A 4G telephone: 9 Mbit/s down, 1.5 up, 170 ms there and back (as browsers' own tools have it). */
const NETWORK = { offline: false, latency: 170, downloadThroughput: (9 * 1000 * 1000) / 8, uploadThroughput: (1.5 * 1000 * 1000) / 8 };
const RUNS = 3;
const KEYS = 60;

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const kb = (bytes) => Math.round(bytes / 1000);

const DIST = join(ROOT, 'dist');
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json', '.wasm': 'application/wasm', '.svg': 'image/svg+xml' };
const packedFiles = new Map();

/** A file of the site as a good host sends it: packed with brotli. */
function packed(path) {
  const file = join(DIST, path.endsWith('/') ? `${path}index.html` : path);
  if (!file.startsWith(DIST) || !existsSync(file)) return null;
  if (!packedFiles.has(file)) packedFiles.set(file, brotliCompressSync(readFileSync(file)));
  return { body: packedFiles.get(file), type: TYPES[extname(file)] ?? 'application/octet-stream' };
}

/** The built site on a port of its own. */
const serve = () => new Promise((done) => {
  const server = createServer((request, response) => {
    const found = packed(decodeURIComponent(new URL(request.url, 'http://x').pathname));
    if (!found) { response.statusCode = 404; response.end(); return; }
    response.writeHead(200, { 'content-type': found.type, 'content-encoding': 'br', 'cache-control': 'max-age=3600' });
    response.end(found.body);
  });
  server.listen(0, '127.0.0.1', () => done(server));
});

/** A program of so many lines, with functions of all sorts. */
function program(lines) {
  const part = (i) => `// f${i} makes a value and keeps it.\nfunc f${i}(n int) *item${i} {\n\tx := item${i}{a: n, b: fmt.Sprint(n)}\n\tbuf := make([]byte, 64)\n\tfor k := range buf {\n\t\tbuf[k] = byte(k + n)\n\t}\n\tx.b += string(buf)\n\treturn &x\n}\n\ntype item${i} struct {\n\ta int\n\tb string\n}\n`;
  let text = 'package main\n\nimport "fmt"\n\n';
  for (let i = 0; text.split('\n').length < lines - 4; i++) text += `${part(i)}\n`;
  return `${text}func main() {\n\tfmt.Println(f0(1))\n}\n`;
}

/** A fresh visit on a slow machine and network: times in milliseconds since the navigation began, and what was loaded. */
async function visit(browser, url) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const loaded = [];
  page.on('response', (r) => loaded.push(r));
  const client = await context.newCDPSession(page);
  await client.send('Network.enable');
  await client.send('Network.emulateNetworkConditions', NETWORK);
  await client.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  await page.addInitScript(() => {
    const seen = (window.__seen = {});
    // The program as it is painted, where the editor will have it: it can be read, selected and typed into from then on.
    new PerformanceObserver((list) => { seen.text ??= list.getEntries().find((e) => e.identifier === 'program')?.renderTime; }).observe({ type: 'element', buffered: true });
    new MutationObserver(() => {
      const host = document.querySelector('#editor');
      if (!seen.editor && host?.shadowRoot?.querySelector('.cm-line')) seen.editor = performance.now();
      if (!seen.verdicts && document.documentElement.dataset.report === 'current') seen.verdicts = performance.now();
    }).observe(document, { subtree: true, childList: true, attributes: true });
  });
  await page.goto(url, { timeout: 180_000 });
  await page.waitForFunction(() => window.__seen.verdicts, null, { timeout: 60_000 });
  const seen = await page.evaluate(() => ({ ...window.__seen, painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0 }));
  const origin = await page.evaluate(() => performance.timeOrigin);
  await context.close();
  // What comes behind the verdicts, when there is time, nobody waited for.
  const before = loaded.filter((r) => r.request().timing().startTime - origin < seen.verdicts);
  return { ...seen, files: before.map((r) => new URL(r.url()).pathname) };
}

/** Times from a keystroke to the marks for it, and frames that came late, while somebody types. */
async function typing(browser, url, lines) {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  await page.goto(url, { timeout: 180_000 });
  await page.waitForSelector('html[data-report=current]');
  await page.locator('.cm-content').click();
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.insertText(program(lines));
  await page.waitForTimeout(300);
  await page.waitForSelector('html[data-report=current]', { timeout: 60_000 });
  await page.keyboard.press('ControlOrMeta+End');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.waitForSelector('html[data-report=current]');
  const measured = page.evaluate(async (keys) => {
    const times = [];
    const frames = [];
    let last = performance.now();
    let running = true;
    const frame = (now) => { frames.push(now - last); last = now; if (running) requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
    addEventListener('keydown', () => {
      const began = performance.now();
      let behind = false;
      const watch = new MutationObserver(() => {
        const { report } = document.documentElement.dataset;
        if (report === 'behind') behind = true;
        else if (behind) { times.push(performance.now() - began); watch.disconnect(); }
      });
      watch.observe(document.documentElement, { attributes: true, attributeFilter: ['data-report'] });
    }, true);
    while (times.length < keys) await new Promise((done) => setTimeout(done, 50));
    running = false;
    return { times, frames: frames.slice(2) };
  }, KEYS);
  const word = 'x := 1234567; _ = x; ';
  for (let i = 0; i < KEYS + 20; i++) {
    await page.keyboard.type(word[i % word.length]);
    await page.waitForSelector('html[data-report=current]');
    await page.waitForTimeout(60);
  }
  const { times, frames } = await measured;
  await context.close();
  const sorted = [...times].sort((a, b) => a - b);
  return { lines, median: median(times), p95: sorted[Math.floor(sorted.length * 0.95)], frames: frames.length, dropped: frames.filter((f) => f > 34).length, longest: Math.max(...frames) };
}

export async function benchPage() {
  if (!existsSync(join(ROOT, 'dist/index.html'))) throw new Trouble('There is no built site: npm run build makes it.');
  const { chromium: path } = await browsers();
  if (!path) throw new Trouble(NO_CHROMIUM);
  const server = await serve();
  onQuit(() => server.close());
  const url = `http://127.0.0.1:${server.address().port}/`;
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-gpu'] });
  onQuit(() => browser.close().catch(() => undefined));
  // Packs what the visits will ask for.
  const asked = await visit(browser, url);
  const visits = [];
  for (let i = 0; i < RUNS; i++) visits.push(await visit(browser, url));
  const files = [...new Set(asked.files)];
  const scripts = files.filter((f) => f.endsWith('.js'));
  const sum = (list) => list.reduce((n, f) => n + (packed(f)?.body.length ?? 0), 0);
  const result = {
    painted: Math.round(median(visits.map((v) => v.painted))), textInEditor: Math.round(median(visits.map((v) => v.text))), wholeEditor: Math.round(median(visits.map((v) => v.editor))), firstVerdicts: Math.round(median(visits.map((v) => v.verdicts))),
    scripts: sum(scripts), all: sum(files), typing: [await typing(browser, url, 150), await typing(browser, url, 1000)],
  };
  await browser.close();
  server.close();
  mkdirSync(TARGET_DIR, { recursive: true });
  writeFileSync(join(TARGET_DIR, 'bench-page.json'), `${JSON.stringify(result, null, 1)}\n`);
  const line = (what, value, goal) => console.log(`  ${what.padEnd(52)} ${value.padStart(12)}   ${goal}`);
  console.log(`\n  Headless Chromium, processor ${SLOWDOWN} times slower, 4G, nothing kept; median of ${RUNS} visits.`);
  line('text in its place, with verdicts, to be typed into', `${result.textInEditor} ms`, 'wanted: under 500 ms');
  line('the whole editor has taken over', `${result.wholeEditor} ms`, '');
  line('first verdicts of the engine on this machine', `${result.firstVerdicts} ms`, 'wanted: under 2,000 ms');
  line('scripts, packed with brotli', `${kb(result.scripts)} kB`, 'wanted: under 200 kB');
  line('everything up to the verdicts of a fmt program', `${kb(result.all)} kB`, 'wanted: under 1,000 kB');
  console.log('\n  The same browser at full speed.');
  for (const t of result.typing) {
    line(`${t.lines} lines: a keystroke to its marks, median`, `${t.median.toFixed(1)} ms`, t.lines === 150 ? 'wanted: under 50 ms' : '');
    line(`${t.lines} lines: 95 of 100 keystrokes`, `${t.p95.toFixed(1)} ms`, '');
    line(`${t.lines} lines: late frames`, `${t.dropped} of ${t.frames}`, `wanted: none; the longest took ${t.longest.toFixed(0)} ms`);
  }
  return true;
}
