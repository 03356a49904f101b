import { expect, test } from 'vitest';
import { isLoopback } from '../../infra/local/isLoopback.ts';

test.each(['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1'])('%s is reached by this machine alone', (address) => {
  expect(isLoopback(address)).toBe(true);
});

test.each(['0.0.0.0', '::', '192.0.2.1', '12.7.0.1', '::ffff:192.0.2.1', '::127', 'fe80::1'])(
  '%s may be reached by others',
  (address) => {
    expect(isLoopback(address)).toBe(false);
  },
);
