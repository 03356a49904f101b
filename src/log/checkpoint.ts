import { createHash } from 'node:crypto';

/** The state of a log that is signed: how many leaves it has, and the root of its tree. */
export interface Checkpoint {
  /** The log's name: unique, and for ever the same. */
  origin: string;
  size: number;
  root: Uint8Array;
}

/** A key that signs as Ed25519 does (RFC 8032), wherever its secret is. */
export interface Signer {
  /** The 32 bytes of the public key. */
  publicKey(): Promise<Uint8Array>;
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The text that is signed (C2SP tlog-checkpoint). */
export const checkpointText = ({ origin, size, root }: Checkpoint): string =>
  `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;

/** The type of Ed25519 signatures (C2SP signed-note, "Signature types"). */
const ED25519 = Buffer.of(1);

/** The public key of a log as others are given it: a vkey of C2SP signed-note. */
export function vkeyOf(name: string, publicKey: Uint8Array): string {
  const key = Buffer.concat([ED25519, publicKey]);
  return `${name}+${keyIdOf(name, publicKey).toString('hex')}+${key.toString('base64')}`;
}

const keyIdOf = (name: string, publicKey: Uint8Array): Buffer =>
  createHash('sha256').update(`${name}\n`).update(ED25519).update(publicKey).digest().subarray(0, 4);

/** A checkpoint as a note (C2SP signed-note), with a signature of every signer. */
export async function signedCheckpoint(checkpoint: Checkpoint, signers: readonly Signer[]): Promise<string> {
  const { origin } = checkpoint;
  const text = checkpointText(checkpoint);
  const lines = await Promise.all(
    signers.map(async (signer) => {
      const signature = await signer.sign(Buffer.from(text));
      const signed = Buffer.concat([keyIdOf(origin, await signer.publicKey()), signature]);
      return `\u2014 ${origin} ${signed.toString('base64')}\n`;
    }),
  );
  return `${text}\n${lines.join('')}`;
}
