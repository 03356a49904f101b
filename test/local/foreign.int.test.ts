import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import { startService } from '../../infra/local/service.ts';
import { useService } from '../support/service.ts';

// What other sites' pages, names of other people and proxies may send to a service that is open on this machine.
const service = useService();

/** Without fetch, which sets these headers itself. */
async function send(method: string, path: string, headers: Record<string, string> = {}, url = service.url) {
  const { port, host } = new URL(url);
  const body = method === 'POST' ? '{"name":"Misty","type":"cat"}' : undefined;
  const sent = request({ port, host: '127.0.0.1', method, path, agent: false, headers: { host, ...headers } }).end(
    body,
  );
  const [response] = await once(sent, 'response');
  response.resume();
  return response.statusCode as number;
}

const PATHS = ['/pets', '/health', '/console', '/openapi.json', '/nothing', '/_local/faults', '/_local/nothing'];

describe('refused on every route', () => {
  test.each<[string, Record<string, string>]>([
    ['a name that leads here', { host: 'evil.example' }],
    ['a name that begins as this machine', { host: '127.0.0.1.evil.example' }],
    ['a name that ends as this machine', { host: 'evil.localhost' }],
    ['an address within a name', { host: 'evil.example:127.0.0.1' }],
    ['a page of another site', { origin: 'https://evil.example' }],
    ['a page without an origin', { origin: 'null' }],
    ['a page on another port', { origin: 'http://127.0.0.1:1' }],
    ['an origin that begins as ours', { origin: 'http://127.0.0.1:3000.evil.example' }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
    ['an image of another site', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
    ['a page of another port, by a GET without Origin', { 'sec-fetch-site': 'same-site' }],
    ['a proxy: Forwarded', { forwarded: 'for=192.0.2.1' }],
    ['a proxy: X-Forwarded-For', { 'x-forwarded-for': '192.0.2.1' }],
    ['a proxy: X-Forwarded-Host', { 'x-forwarded-host': 'pets.example' }],
    ['a proxy: X-Real-IP', { 'x-real-ip': '192.0.2.1' }],
    ['a proxy: Via', { via: '1.1 proxy' }],
  ])('%s', async (_, headers) => {
    for (const path of PATHS) expect([path, await send('GET', path, headers)]).toEqual([path, 403]);
    expect(await send('POST', '/pets', { 'content-type': 'text/plain', ...headers })).toBe(403);
    expect(await send('POST', '/pets', { 'content-type': 'application/json', ...headers })).toBe(403);
  });

  test('a whole URL as the target, with another name in it', async () => {
    expect(await send('GET', 'http://evil.example/pets')).toBe(403);
  });
});

describe('taken', () => {
  const own = () => new URL(service.url);
  test.each<[string, () => Record<string, string>]>([
    ['a program', () => ({})],
    ['the name of this machine', () => ({ host: `localhost:${own().port}` })],
    ['the name of this machine, through another port', () => ({ host: 'LOCALHOST:8080' })],
    ['IPv6', () => ({ host: `[::1]:${own().port}` })],
    ['our own pages', () => ({ origin: own().origin, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' })],
    ['an address that was typed', () => ({ 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' })],
  ])('%s', async (_, headers) => {
    expect(await send('GET', '/pets', headers())).toBe(200);
    expect(await send('GET', '/_local/faults', headers())).toBe(200);
    expect(await send('POST', '/pets', { 'content-type': 'application/json', ...headers() })).toBe(201);
  });

  test('a link of another site to the console, but to no data', async () => {
    const link = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    expect(await send('GET', '/console', link)).toBe(200);
    expect(await send('GET', '/pets', link)).toBe(403);
    expect(await send('GET', '/console', { ...link, 'sec-fetch-dest': 'iframe' })).toBe(403);
    expect(await send('GET', '/console', { ...link, host: 'evil.example' })).toBe(403);
  });
});

test('a service on the network takes any name and any proxy, but no page of another site', async () => {
  const open = await startService({ host: '0.0.0.0', port: 0 });
  const statusOf = (headers: Record<string, string>) => send('GET', '/pets', headers, open.url);
  expect(await statusOf({ host: 'pets.lan', 'x-forwarded-for': '192.0.2.1' })).toBe(200);
  expect(await statusOf({ host: 'pets.lan', origin: 'https://pets.lan' })).toBe(200);
  expect(await statusOf({ host: 'pets.lan', origin: 'https://evil.example' })).toBe(403);
  expect(await statusOf({ host: 'pets.lan', 'sec-fetch-site': 'cross-site' })).toBe(403);
  await open.stop();
});
