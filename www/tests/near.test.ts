import { expect, test } from 'vitest';
import { distance, nearest } from '../src/app/near';

const STD = ['bufio', 'bytes', 'encoding/json', 'encoding/xml', 'fmt', 'io', 'io/ioutil', 'math/rand', 'net/http', 'os', 'sort', 'strings', 'sync', 'sync/atomic'];

test('distance counts inserted, deleted, replaced and swapped letters', () => {
  expect(distance('fmt', 'fmt', 3)).toBe(0);
  expect(distance('fmt', 'fmtt', 3)).toBe(1);
  expect(distance('fmt', 'ftm', 3)).toBe(1);
  expect(distance('bytes', 'bits', 3)).toBe(2);
  expect(distance('a', 'abcdefgh', 3)).toBe(4);
});

test('typing errors and missing folders find the package', () => {
  expect(nearest('encoding/jsn', STD)[0]).toBe('encoding/json');
  expect(nearest('json', STD)[0]).toBe('encoding/json');
  expect(nearest('http', STD)[0]).toBe('net/http');
  expect(nearest('ftm', STD)[0]).toBe('fmt');
  expect(nearest('github.com/gin-gonic/gin', STD)).toEqual([]);
});
