import { expect, test } from 'vitest';
import { useApi } from '../support/service.ts';

const api = useApi();

test('the root leads a browser to the console', async () => {
  const headers = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const response = await api.request('/', { headers, redirect: 'manual' });
  expect([response.status, response.headers.get('location'), response.headers.get('vary')]).toEqual([
    303,
    '/console',
    'accept',
  ]);
});

test('the root gives a program links that lead somewhere', async () => {
  const response = await api.request('/');
  expect(response.headers.get('link')).toContain('</openapi.json>; rel="service-desc"');
  const { links } = (await response.json()) as { links: Record<string, string> };
  expect(Object.keys(links)).toContain('pets');
  for (const link of Object.values(links)) expect([link, (await api.request(link)).status]).toEqual([link, 200]);
});

test('the icon that browsers ask for is there', async () => {
  const asked = await api.request('/favicon.ico', { redirect: 'manual' });
  expect(asked.status).toBe(301);
  const icon = await api.request(asked.headers.get('location')!);
  expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  expect(await icon.text()).toContain('<svg');
});

test('a path without a route is named, and where to look', async () => {
  const response = await api.request('/pet');
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    detail: 'There is nothing at /pet. GET / has links to what there is.',
  });
});
