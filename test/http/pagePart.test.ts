import { expect, test } from 'vitest';
import { pagePart } from '../../src/http/pagePart.ts';

test('a part of a page loads nothing from elsewhere, and is in no frame', () => {
  const { headers } = pagePart('text/html', '', ["require-trusted-types-for 'script'"]);
  expect(headers['content-security-policy']!.split('; ')).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ]);
  expect(headers).toMatchObject({ 'referrer-policy': 'no-referrer' });
});
