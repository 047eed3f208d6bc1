/** The pinned Go toolchain for the tests, where it is set up. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = 'go1.27.3';
const ROOT = new URL('../..', import.meta.url).pathname;

export const goroot = [process.env['GOESCAPE_GOROOT'], join(ROOT, `target/${VERSION.replace('go', 'go-')}/go`), '/usr/local/go']
  .find((dir) => dir && existsSync(join(dir, 'bin/go')) && readFileSync(join(dir, 'VERSION'), 'utf8').startsWith(`${VERSION}\n`));

export const compilerEnv = {
  ...process.env, GOROOT: goroot, GOTOOLCHAIN: 'local', GOPROXY: 'off', GOENV: 'off', GOWORK: 'off', GOFLAGS: '', GOEXPERIMENT: '', GOOS: 'linux', GOARCH: 'amd64',
  GOAMD64: 'v1', CGO_ENABLED: '0', GOCACHE: join(ROOT, 'target/go-cache'),
};
