// Child processes that end when we end: each is the leader of its own process group, and the whole group goes with it.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

const WINDOWS = process.platform === 'win32';
const PATIENCE = 4000; // ms between asking a child to stop and stopping it
const live = new Set();
const closers = [];
let ending = false;

/** Signals the whole group of a child; gives whether there was anyone left to hear it. */
function signal(child, name) {
  try {
    if (WINDOWS) child.kill(name);
    else process.kill(-child.pid, name);
    return true;
  } catch {
    return false;
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Asks a child and all that it started to stop, and stops them if they do not. */
async function stop(child) {
  signal(child, 'SIGINT');
  const end = Date.now() + PATIENCE;
  while (signal(child, 0) && Date.now() < end) await pause(50);
  signal(child, 'SIGKILL');
}

/** Ends all children, then this process. */
export async function quit(code) {
  if (ending) return;
  ending = true;
  await Promise.all([...live].map(stop));
  for (const close of closers) await Promise.race([close(), pause(PATIENCE)]);
  process.exit(code);
}

/** Something in this process that has to be closed before it ends. */
export const onQuit = (close) => closers.push(close);

for (const [name, code] of [['SIGINT', 130], ['SIGTERM', 143], ['SIGHUP', 129]]) {
  process.on(name, () => {
    if (!ending) process.stderr.write('\nstopping\n');
    quit(code);
  });
}

/** The parent of a process; null where that cannot be told. */
function parentOf(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1).split(' ')[1]);
  } catch {
    return null;
  }
}

// npm that is killed outright passes nothing on: whoever was started by it, through a shell, notices that it is gone.
if (process.env.npm_lifecycle_event && !WINDOWS) {
  const ancestors = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const atStart = ancestors();
  setInterval(() => ancestors() !== atStart && quit(129), 1000).unref();
}

/**
 * Runs a command. Gives its exit code (null if it could not be started or was killed), all that it printed, and its standard output alone.
 * `onText` sees what it prints as it comes; `timeout` in ms ends it.
 */
export function run(cmd, args, { onText, timeout, ...options } = {}) {
  if (ending) return new Promise(() => {});
  return new Promise((done) => {
    const child = spawn(cmd, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: !WINDOWS, ...options });
    const chunks = { all: [], stdout: [] };
    const take = (chunk) => {
      chunks.all.push(chunk);
      onText?.(chunk);
    };
    child.stdout?.on('data', (chunk) => {
      chunks.stdout.push(chunk);
      take(chunk);
    });
    child.stderr?.on('data', take);
    const timer = timeout && setTimeout(() => stop(child), timeout);
    let finished = false;
    const finish = (status, trouble = '') => {
      if (finished) return;
      finished = true;
      clearTimeout(timer);
      live.delete(child);
      const text = (list) => Buffer.concat(list).toString('utf8');
      if (!ending) done({ status, text: text(chunks.all) + trouble, stdout: text(chunks.stdout) });
    };
    child.on('error', (e) => finish(null, `${e.message}\n`));
    child.on('close', (status) => finish(status));
    if (child.pid) live.add(child);
  });
}
