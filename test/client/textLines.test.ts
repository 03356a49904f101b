import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textLines } from '../../src/client/textLines.ts';

async function* chunksOf(bytes: Uint8Array, size: number) {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}
async function linesOf(text: string | Uint8Array, size = 1_000): Promise<string[]> {
  const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
  return all(textLines(chunksOf(bytes, size)));
}
async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const list: string[] = [];
  for await (const line of lines) list.push(line);
  return list;
}

test.each([
  ['', []],
  ['\n', ['']],
  ['a', ['a']],
  ['a\n', ['a']],
  ['a\r\nb\r\n', ['a', 'b']],
  ['a\n\n\r\nb', ['a', '', '', 'b']],
  ['\ufeffa\nb', ['a', 'b']],
  ['a\u2028b\u2029c\u0085d\ve\ff\rg\nh', ['a\u2028b\u2029c\u0085d\ve\ff\rg', 'h']],
  ['a\r\r\nb\r', ['a\r', 'b']],
])('%j has the lines %j', async (text, lines) => {
  for (const size of [1, 2, 3, 1_000]) expect(await linesOf(text, size)).toEqual(lines);
});

test('lines of any characters come back, however the bytes are cut', async () => {
  const piece = fc.constantFrom('a', 'é', '🐶', '\u2028', '\u2029', '\u0085', '\v', '\f', '\r', '"', '\\', '\u0000');
  const line = fc.array(piece, { maxLength: 12 }).map((pieces) => `${pieces.join('')}.`);
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.constantFrom('\n', '\r\n'), fc.nat(9), async (lines, end, size) => {
      expect(await linesOf(lines.map((one) => one + end).join(''), size + 1)).toEqual(lines);
    }),
  );
});

test('a long line takes time in proportion to its length', async () => {
  const long = 'x'.repeat(20_000_000);
  expect((await linesOf(`${long}\n${long}`, 1 << 16)).map(({ length }) => length)).toEqual([20_000_000, 20_000_000]);
});

test('a line beyond 64 MiB is refused before it fills the memory', async () => {
  let chunks = 0;
  async function* endless() {
    for (; ; chunks++) yield new Uint8Array(1 << 20).fill(0x78);
  }
  await expect(all(textLines(endless()))).rejects.toThrow('a line is longer than 67108864 bytes');
  expect(chunks).toBeLessThan(70);
});

test('what is not UTF-8 is refused, not replaced', async () => {
  await expect(linesOf(Uint8Array.of(0x61, 0x0a, 0x5a, 0xeb))).rejects.toThrow(TypeError);
});
