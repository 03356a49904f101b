import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkpointText, signedCheckpoint } from '../../src/log/checkpoint.ts';
import { checkGrowth, checkReceipt, openCheckpoint, type Receipt } from '../../src/log/checkReceipt.ts';
import { naiveConsistency, naiveInclusion, naiveRoot } from './naiveTree.ts';
import { testKey } from './testKey.ts';

const ORIGIN = 'log.example/1';
const KEY = testKey(ORIGIN);
const leavesOf = (size: number, salt = '') =>
  Array.from({ length: size }, (_, index) => JSON.stringify({ eventId: `${salt}${index}` }));
const base64 = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('base64'));

const checkpointOf = (leaves: readonly string[], key = KEY, origin = ORIGIN) =>
  signedCheckpoint({ origin, size: leaves.length, root: naiveRoot(leaves) }, [key]);

async function receiptOf(leaves: readonly string[], index: number): Promise<Receipt> {
  const inclusion = base64(naiveInclusion(index, leaves));
  return { leaf: leaves[index]!, index, inclusion, checkpoint: await checkpointOf(leaves) };
}

test('every receipt is accepted, and none that was changed', async () => {
  const size = fc.integer({ min: 1, max: 80 });
  await fc.assert(
    fc.asyncProperty(size, fc.nat(), fc.nat(), async (leafCount, place, other) => {
      const leaves = leavesOf(leafCount);
      const index = place % leafCount;
      const receipt = await receiptOf(leaves, index);
      const root = naiveRoot(leaves).toString('base64');
      expect(checkReceipt(receipt, [KEY.vkey])).toEqual({
        ok: true,
        origin: ORIGIN,
        size: leafCount,
        root,
        index,
        leaf: { eventId: String(index) },
      });

      const accepts = (changed: Partial<Receipt>) => checkReceipt({ ...receipt, ...changed }, [KEY.vkey]).ok;
      expect(accepts({ leaf: JSON.stringify({ eventId: 'another' }) })).toBe(false);
      expect(accepts({ inclusion: [...receipt.inclusion, receipt.inclusion[0] ?? root] })).toBe(false);
      const elsewhere = other % (leafCount + 2);
      if (elsewhere !== index) expect(accepts({ index: elsewhere })).toBe(false);
      if (receipt.inclusion.length > 0) {
        expect(accepts({ inclusion: receipt.inclusion.slice(1) })).toBe(false);
        expect(accepts({ inclusion: receipt.inclusion.with(other % receipt.inclusion.length, root) })).toBe(false);
      }
      if (receipt.inclusion.length > 1) expect(accepts({ inclusion: receipt.inclusion.toReversed() })).toBe(false);
    }),
    { numRuns: 100 },
  );
});

test('a checkpoint is opened only with a key that signed it, for the log that the key is named after', async () => {
  const note = await checkpointOf(leavesOf(3));
  const second = testKey(ORIGIN);
  const ofBoth = await signedCheckpoint({ origin: ORIGIN, size: 3, root: naiveRoot(leavesOf(3)) }, [KEY, second]);
  const opens = (text: string, ...vkeys: string[]) => openCheckpoint(text, vkeys).ok;
  expect(opens(note, KEY.vkey)).toBe(true);
  expect(opens(note, second.vkey, KEY.vkey)).toBe(true);
  expect(opens(ofBoth, second.vkey)).toBe(true);
  expect(opens(ofBoth, KEY.vkey)).toBe(true);

  expect(opens(note, second.vkey)).toBe(false);
  expect(opens(note)).toBe(false);
  expect(opens(note, KEY.vkey.replace(ORIGIN, 'log.example/2'))).toBe(false);
  expect(opens(note.replace('\n3\n', '\n4\n'), KEY.vkey)).toBe(false);
  expect(opens(note.replaceAll(ORIGIN, 'log.example/2'), KEY.vkey)).toBe(false);
  expect(opens(note.slice(0, -1), KEY.vkey)).toBe(false);
  // The real key, in the name of another log.
  const text = checkpointText({ origin: 'log.example/2', size: 0, root: naiveRoot([]) });
  const signed = Buffer.concat([Buffer.from(KEY.vkey.split('+')[1]!, 'hex'), await KEY.sign(Buffer.from(text))]);
  expect(opens(`${text}\n\u2014 ${ORIGIN} ${signed.toString('base64')}\n`, KEY.vkey)).toBe(false);
  // A bad signature beside the good one, by the same key, and by another known one.
  const [line] = note.trimEnd().split('\n').slice(-1);
  const bytes = Buffer.from(line!.split(' ')[2]!, 'base64');
  bytes[70 - 3]! ^= 1;
  const bad = `${line!.split(' ').slice(0, 2).join(' ')} ${bytes.toString('base64')}`;
  expect(opens(`${note}${bad}\n`, KEY.vkey)).toBe(false);
  expect(opens(`${ofBoth}${bad}\n`, KEY.vkey, second.vkey)).toBe(false);
  expect(opens(`${ofBoth}${bad}\n`, second.vkey)).toBe(true);
  // A key under another key's id.
  const [name, , publicKey] = KEY.vkey.split('+');
  expect(opens(note, [name, second.vkey.split('+')[1], publicKey].join('+'))).toBe(false);
  expect(openCheckpoint(note, [[name, '00000000', publicKey].join('+')])).toEqual({
    ok: false,
    fault: 'a key is not a vkey: <name>+<id>+<base64>',
  });
  const other = testKey('log.example/2');
  expect(opens(await checkpointOf(leavesOf(3), other), other.vkey)).toBe(false);
});

test('growth is accepted between any two checkpoints of one log, and of no other', async () => {
  const grown = leavesOf(40);
  for (let from = 0; from <= 40; from++) {
    for (let to = Math.max(1, from); to <= 40; to += 1 + (to % 7)) {
      const [earlier, later] = await Promise.all([
        checkpointOf(grown.slice(0, from)),
        checkpointOf(grown.slice(0, to)),
      ]);
      const proof = from === 0 ? [] : base64(naiveConsistency(from, grown.slice(0, to)));
      expect(checkGrowth(earlier, later, proof, [KEY.vkey])).toMatchObject({ ok: true, size: to });
      if (from === 0) continue;
      // The same proof, for a log whose first leaf was written anew.
      const forked = await checkpointOf(['forged', ...grown.slice(1, to)]);
      expect(checkGrowth(earlier, forked, proof, [KEY.vkey]).ok).toBe(false);
      const forkedBefore = await checkpointOf(['forged', ...grown.slice(1, from)]);
      expect(checkGrowth(forkedBefore, later, proof, [KEY.vkey]).ok).toBe(false);
      if (from < to) expect(checkGrowth(later, earlier, proof, [KEY.vkey]).ok).toBe(false);
      if (proof.length > 0) expect(checkGrowth(earlier, later, proof.slice(1), [KEY.vkey]).ok).toBe(false);
    }
  }
});

test('nothing that it is given makes it throw', () => {
  fc.assert(
    fc.property(fc.anything(), fc.array(fc.string()), (receipt, vkeys) => {
      expect(checkReceipt(receipt, vkeys).ok).toBe(false);
    }),
  );
  const shape = fc.record({
    leaf: fc.string(),
    index: fc.integer(),
    inclusion: fc.array(fc.string()),
    checkpoint: fc.string(),
  });
  fc.assert(
    fc.property(shape, (receipt) => {
      expect(checkReceipt(receipt, [KEY.vkey]).ok).toBe(false);
    }),
  );
});

test('a hash and a size are spelled in one way', async () => {
  const receipt = await receiptOf(leavesOf(5), 2);
  const accepts = (changed: Partial<Receipt>) => checkReceipt({ ...receipt, ...changed }, [KEY.vkey]).ok;
  const [first = '', ...others] = receipt.inclusion;
  // The last letter of 32 bytes in base64 has two bits that say nothing.
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const sameBytes = `${first.slice(0, -2)}${letters[letters.indexOf(first.at(-2)!) + 1]}=`;
  expect(Buffer.from(sameBytes, 'base64')).toEqual(Buffer.from(first, 'base64'));
  expect(accepts({ inclusion: [sameBytes, ...others] })).toBe(false);

  const signed = async (size: string) => {
    const text = `${ORIGIN}\n${size}\n${naiveRoot(leavesOf(5)).toString('base64')}\n`;
    const bytes = Buffer.concat([Buffer.from(KEY.vkey.split('+')[1]!, 'hex'), await KEY.sign(Buffer.from(text))]);
    return `${text}\n\u2014 ${ORIGIN} ${bytes.toString('base64')}\n`;
  };
  expect(accepts({ checkpoint: await signed('5') })).toBe(true);
  for (const size of ['05', '+5', '5.0', '9'.repeat(16)])
    expect(accepts({ checkpoint: await signed(size) })).toBe(false);
});

test('between checkpoints of one size, and behind the empty one, nothing is left to prove', async () => {
  const [empty, some] = await Promise.all([checkpointOf([]), checkpointOf(leavesOf(4))]);
  const hash = naiveRoot(leavesOf(4)).toString('base64');
  expect(checkGrowth(some, some, [], [KEY.vkey]).ok).toBe(true);
  expect(checkGrowth(some, some, [hash], [KEY.vkey]).ok).toBe(false);
  expect(checkGrowth(empty, some, [hash], [KEY.vkey]).ok).toBe(false);
});
