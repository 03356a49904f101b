import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import openApi from '../../docs/openapi.json' with { type: 'json' };
import { useApi } from '../support/service.ts';

const api = useApi();

test('the OpenAPI document', async () => {
  const response = await api.request('/openapi.json');
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json']);
  expect(await response.json()).toEqual(openApi);
});

describe('the page', () => {
  test('loads nothing but its parts, which this service has', async () => {
    const page = await api.request('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1]!);
    expect(links).toEqual([
      'console/favicon.svg',
      'docs/swagger-ui.css',
      'openapi.json',
      'docs/swagger-ui.js',
      'docs/start.js',
    ]);
    for (const link of links) {
      const part = await api.request(`/${link}`);
      expect(part.status).toBe(200);
      const type = {
        svg: 'image/svg+xml; charset=utf-8',
        css: 'text/css; charset=utf-8',
        js: 'text/javascript; charset=utf-8',
        json: 'application/json',
      };
      expect(part.headers.get('content-type')).toBe(type[link.split('.').pop() as keyof typeof type]);
      await part.text();
    }
  });

  test('may run no script but its own, and be in no frame', async () => {
    const policy = (await api.request('/docs')).headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test.each([
    ['swagger-ui.css', 'swagger-ui-dist/swagger-ui.css'],
    ['swagger-ui.js', 'swagger-ui-dist/swagger-ui-bundle.js'],
  ])('%s is what the package has', async (part, file) => {
    const response = await api.request(`/docs/${part}`);
    expect((await response.text()) === readFileSync(`node_modules/${file}`, 'utf8')).toBe(true);
  });

  test('has no other parts', async () => {
    for (const path of ['/docs/constructor', '/docs/..%2Fpackage.json', '/docs/index.html', '/docs/']) {
      const response = await api.request(path);
      expect([path, response.status]).toEqual([path, 404]);
    }
  });
});

test.each(['/openapi.json', '/docs', '/docs/swagger-ui.js'])('%s is not sent to who has it', async (path) => {
  const first = await api.request(path);
  const etag = first.headers.get('etag')!;
  expect(etag).toMatch(/^"[\w-]{43}"$/);
  await first.text();
  const again = await api.request(path, { headers: { 'if-none-match': etag } });
  expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
  const other = await api.request(path, { headers: { 'if-none-match': '"1"' } });
  expect(other.status).toBe(200);
});
