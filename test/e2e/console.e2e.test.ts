import { expect, test } from 'vitest';
import { useApi } from '../support/service.ts';

const api = useApi();

test('the console loads nothing but its parts, which this service has', async () => {
  const page = await api.request('/console');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  const links = [...(await page.text()).matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
  expect(links.sort()).toEqual(['console/app.js', 'console/favicon.svg', 'console/style.css']);
  const types = {
    'console/app.js': 'text/javascript',
    'console/style.css': 'text/css',
    'console/favicon.svg': 'image/svg+xml',
  };
  for (const [link, type] of Object.entries(types)) {
    const part = await api.request(`/${link}`);
    expect([part.status, part.headers.get('content-type')]).toEqual([200, `${type}; charset=utf-8`]);
    expect(part.headers.get('content-encoding')).toBe('gzip');
    expect((await part.text()).length).toBeGreaterThan(0);
  }
});

test('the console may run no script but its own, make no markup of text, and be in no frame', async () => {
  const policy = (await api.request('/console')).headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test('the console is asked for anew each time, and not resent to a client that has it', async () => {
  for (const path of ['/console', '/console/app.js']) {
    const first = await api.request(path);
    expect(first.headers.get('cache-control')).toBe('no-cache');
    await first.text();
    const again = await api.request(path, { headers: { 'if-none-match': first.headers.get('etag')! } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  }
});

test('the console has no other parts', async () => {
  for (const path of ['/console/constructor', '/console/..%2Fpackage.json', '/console/main.tsx', '/console/']) {
    expect([path, (await api.request(path)).status]).toEqual([path, 404]);
  }
});
