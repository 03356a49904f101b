import { expect, test } from 'vitest';
import { isLoopback } from '../../infra/local/isLoopback.ts';

test.each(['127.0.0.1', '127.255.0.9', '::1', 'localhost'])('%s is reached by this machine alone', (host) => {
  expect(isLoopback(host)).toBe(true);
});

test.each([
  '0.0.0.0',
  '::',
  '192.0.2.1',
  '12.7.0.1',
  '127.0.0.1.example.com',
  '127.example.com',
  'localhost.example.com',
])('%s may be reached by others', (host) => {
  expect(isLoopback(host)).toBe(false);
});
