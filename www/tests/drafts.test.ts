import { beforeEach, expect, test, vi } from 'vitest';
import { drafts } from '../src/app/drafts';

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', { getItem: (k: string) => kept.get(k) ?? null, setItem: (k: string, v: string) => void kept.set(k, v), removeItem: (k: string) => void kept.delete(k) });
});

test('drafts have names, are written by their own text alone, and can be removed', () => {
  const a = drafts.create('a', 'first');
  const b = drafts.create('b', 'second');
  expect(a.id).not.toBe(b.id);
  expect(drafts.current()?.id).toBe(b.id);
  drafts.save(a.id, 'a2');
  expect([drafts.text(a.id), drafts.text(b.id)]).toEqual(['a2', 'b']);
  drafts.rename(a.id, 'renamed');
  expect(drafts.list().find((d) => d.id === a.id)?.name).toBe('renamed');
  expect(drafts.find('b')?.id).toBe(b.id);
  drafts.remove(b.id);
  expect(drafts.list().map((d) => d.id)).toEqual([a.id]);
  expect(drafts.text(b.id)).toBeNull();
  expect(drafts.current()).toBeNull();
});

test('what is damaged, or not to be had, is no draft', () => {
  localStorage.setItem('goescape.drafts', '[{"id":1},null,{"id":"x","name":"y","time":1}]');
  expect(drafts.list().map((d) => d.id)).toEqual(['x']);
  localStorage.setItem('goescape.drafts', '{');
  expect(drafts.list()).toEqual([]);
  vi.stubGlobal('localStorage', { getItem() { throw new Error('no'); }, setItem() { throw new Error('no'); }, removeItem() { throw new Error('no'); } });
  expect(drafts.list()).toEqual([]);
  expect(() => drafts.create('a', 'b')).not.toThrow();
});
