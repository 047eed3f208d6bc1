// A step that is already done costs nothing: a stamp keeps the hash of what it was made from.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { ROOT, TARGET_DIR } from './say.mjs';

export const sha256 = (data) => createHash('sha256').update(data).digest('hex');

function* filesIn(path) {
  if (!existsSync(path)) return;
  if (statSync(path).isFile()) {
    yield path;
    return;
  }
  const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) yield* filesIn(join(path, entry.name));
}

/** One hash over the names and contents of files and folders, given relative to the project, and over further words. */
export function hashOf(paths, words = []) {
  const hash = createHash('sha256');
  for (const path of paths) {
    for (const file of filesIn(join(ROOT, path))) {
      hash.update(`${relative(ROOT, file)}\0`).update(readFileSync(file)).update('\0');
    }
  }
  for (const word of words) hash.update(`${word}\0`);
  return hash.digest('hex');
}

const stampOf = (name) => join(TARGET_DIR, 'stamps', name);

/** Whether the step `name` was done with this hash and all that it made is still there. */
export function isDone(name, hash, made = []) {
  const stamp = stampOf(name);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === hash && made.every((p) => existsSync(p));
}

export function markDone(name, hash) {
  const stamp = stampOf(name);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, hash);
}

/** Writes a file whole or not at all. */
export function writeWhole(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  const part = `${path}.${process.pid}.part`;
  writeFileSync(part, data);
  renameSync(part, path);
}
