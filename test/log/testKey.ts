import { generateKeyPairSync, sign } from 'node:crypto';
import { type Signer, vkeyOf } from '../../src/log/checkpoint.ts';

/** A key of a test's own that signs for a log. */
export function testKey(origin: string): Signer & { vkey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const bytes = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32);
  return {
    vkey: vkeyOf(origin, bytes),
    publicKey: async () => bytes,
    sign: async (message) => sign(null, message, privateKey),
  };
}
