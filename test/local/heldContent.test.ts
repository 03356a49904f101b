import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { expect, test, vi } from 'vitest';
import { HeldContent } from '../../infra/local/heldContent.ts';

const MEGABYTE = Buffer.alloc(1024 * 1024);
const bodyOf = (megabytes: number) =>
  Readable.from(Array.from({ length: megabytes }, () => MEGABYTE)) as unknown as IncomingMessage;

test('a body may have 10 MB; a larger one is refused before there is any work on it', async () => {
  const held = new HeldContent();
  const work = vi.fn(async (body: Buffer) => body.length);
  expect(await held.reading(bodyOf(10), work)).toBe(10 * MEGABYTE.length);
  await expect(held.reading(bodyOf(11), work)).rejects.toMatchObject({ status: 413 });
  expect(work).toHaveBeenCalledTimes(1);
});
