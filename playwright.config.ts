import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// scripts/run.mjs finds the browsers and names them here; else Debian's are used, else Playwright's own downloads
const port = Number(process.env.GOESCAPE_TEST_PORT ?? 4173);
const url = `http://127.0.0.1:${port}`;
const installed = (...paths: string[]): string | undefined => paths.find((path) => existsSync(path));
const chromium = process.env.GOESCAPE_CHROMIUM || installed('/usr/bin/chromium');
const firefox = process.env.GOESCAPE_FIREFOX || installed('/usr/bin/firefox-esr');
const quiet = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

export default defineConfig({
  testDir: 'www/e2e',
  outputDir: 'test-results',
  timeout: 30_000,
  workers: 1,
  reporter: [['list']],
  // a service worker would answer what tests intercept; those of the service worker itself allow it
  use: { baseURL: url, serviceWorkers: 'block' },
  projects: [
    { name: 'chromium', use: { browserName: 'chromium', launchOptions: { executablePath: chromium, args: quiet } } },
    // an ordinary Firefox is driven over WebDriver BiDi (channel moz-firefox), Playwright's own build is not
    { name: 'firefox', use: { browserName: 'firefox', ...(firefox && { channel: 'moz-firefox', launchOptions: { executablePath: firefox } }) } },
  ],
  webServer: {
    command: `node node_modules/vite/bin/vite.js preview --host 127.0.0.1 --port ${port} --strictPort`,
    url,
    reuseExistingServer: false,
  },
});
