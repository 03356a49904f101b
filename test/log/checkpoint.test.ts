import { createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkpointText, vkeyOf } from '../../src/log/checkpoint.ts';

// The key and the note in the documentation of Go's golang.org/x/mod/sumdb/note.
const VKEY = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
const TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const SIGNATURE = 'x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=';

test('a vkey is written as Go writes it, and names the key by the id in its signatures', () => {
  const publicKey = Buffer.from(VKEY.split('+').slice(2).join('+'), 'base64').subarray(1);
  expect(vkeyOf('PeterNeumann', publicKey)).toBe(VKEY);
  const signature = Buffer.from(SIGNATURE, 'base64');
  expect(signature.subarray(0, 4).toString('hex')).toBe('c74f20a3');
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), publicKey]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from(TEXT), key, signature.subarray(4))).toBe(true);
});

test('a checkpoint is the text of C2SP tlog-checkpoint: origin, size and root, a line each', () => {
  const root = Buffer.from('5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328', 'hex');
  expect(checkpointText({ origin: 'example.com/log', size: 8, root })).toBe(
    'example.com/log\n8\nXcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=\n',
  );
});
