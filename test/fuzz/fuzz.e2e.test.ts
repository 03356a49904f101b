import { expect, test } from 'vitest';
import { useService } from '../support/service.ts';
import { fuzz } from './fuzz.ts';

const service = useService();

test('hostile requests meet 4xx, what the document allows, and nothing else', async () => {
  const figures = await fuzz(service.url, { seed: 20_260_301, requests: 300 });
  expect(figures.failures).toEqual([]);
  expect(figures.requests).toBe(300);
}, 120_000);
