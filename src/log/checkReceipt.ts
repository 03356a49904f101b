import { createHash, createPublicKey, verify } from 'node:crypto';

// Everything that it takes to check a receipt, in this one file and with nothing but Node: to be read, copied and kept by
// people who trust neither the service nor the rest of its code.

/** What the service answers to whoever asks for the proof of an event. */
export interface Receipt {
  /** The text that was hashed: JSON with the event's `eventId`, its `hash`, and its stream and version. */
  leaf: string;
  /** The leaf's place in the log, from 0. */
  index: number;
  /** The hashes beside the way from the leaf to the root, in base64 (RFC 9162 section 2.1.3). */
  inclusion: string[];
  /** A signed note (C2SP signed-note and tlog-checkpoint), verbatim. */
  checkpoint: string;
}

/** What a log committed to. */
export interface OpenedCheckpoint {
  ok: true;
  origin: string;
  size: number;
  /** In base64. */
  root: string;
}

export interface Refused {
  ok: false;
  /** Why, as a sentence without its full stop. */
  fault: string;
}

export interface CheckedReceipt extends OpenedCheckpoint {
  index: number;
  /** What the leaf says. */
  leaf: unknown;
}

const refused = (fault: string): Refused => ({ ok: false, fault });

/**
 * Checks offline that a log took an event in: the leaf is in the tree of the checkpoint, and one of the keys (vkeys, C2SP
 * signed-note) has signed that. It never throws, whatever it is given.
 */
export function checkReceipt(receipt: unknown, vkeys: readonly string[]): CheckedReceipt | Refused {
  if (!isReceipt(receipt)) return refused('it is not a receipt: leaf, index, inclusion and checkpoint are needed');
  const checkpoint = openCheckpoint(receipt.checkpoint, vkeys);
  if (!checkpoint.ok) return checkpoint;
  const { index, leaf, inclusion } = receipt;
  if (index >= checkpoint.size) return refused(`the log has ${checkpoint.size} leaves, and none with index ${index}`);
  const hashes = inclusion.map(hashIn);
  if (hashes.includes(undefined)) return refused('the inclusion proof does not consist of hashes in base64');
  const root = rootByInclusion(sha256(LEAF, Buffer.from(leaf)), index, checkpoint.size, hashes as Buffer[]);
  if (root?.toString('base64') !== checkpoint.root) return refused('the leaf is not in the tree that was signed');
  try {
    return { ...checkpoint, index, leaf: JSON.parse(leaf) };
  } catch {
    return refused('the leaf is not JSON');
  }
}

/**
 * Checks offline that a log only grew between two checkpoints, by the proof that `GET /log/consistency` answers with
 * (hashes in base64). Returns the later one.
 */
export function checkGrowth(
  earlier: string,
  later: string,
  proof: readonly string[],
  vkeys: readonly string[],
): OpenedCheckpoint | Refused {
  const [from, to] = [openCheckpoint(earlier, vkeys), openCheckpoint(later, vkeys)];
  if (!from.ok) return from;
  if (!to.ok) return to;
  if (from.origin !== to.origin) return refused('the checkpoints are of different logs');
  if (from.size > to.size) return refused(`the log shrank from ${from.size} to ${to.size} leaves`);
  const hashes = proof.map(hashIn);
  const [first, second] = [hashIn(from.root)!, hashIn(to.root)!];
  const isGrowth = !hashes.includes(undefined) && grows(from.size, first, to.size, second, hashes as Buffer[]);
  return isGrowth ? to : refused('the later log does not begin with the earlier one');
}

/** Opens a signed checkpoint where one of the keys has signed it. */
export function openCheckpoint(note: string, vkeys: readonly string[]): OpenedCheckpoint | Refused {
  const keys = vkeys.map(parseVkey);
  if (keys.length === 0 || keys.includes(undefined)) return refused('a key is not a vkey: <name>+<id>+<base64>');
  const end = note.lastIndexOf('\n\n');
  if (end < 0 || !note.endsWith('\n')) return refused('the checkpoint is not a signed note');
  const text = note.slice(0, end + 1);
  const signatures = note
    .slice(end + 2, -1)
    .split('\n')
    .map(parseSignature);
  if (signatures.includes(undefined)) return refused('a signature of the checkpoint is malformed');

  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  const isCheckpoint =
    origin !== '' && /^(0|[1-9]\d{0,15})$/.test(size ?? '') && hashIn(root ?? '') && !extensions.includes('');
  if (!isCheckpoint || !Number.isSafeInteger(Number(size))) return refused('the note is not a checkpoint');
  // A key signs for the log that it is named after, and no other.
  const own = (keys as Key[]).filter((key) => key.name === origin);
  const verified = own.flatMap((key) =>
    (signatures as Signature[])
      .filter(({ name, id }) => name === key.name && id === key.id)
      .map(({ bytes }) => verify(null, Buffer.from(text), key.publicKey, bytes)),
  );
  // C2SP signed-note: one bad signature of a known key is enough to refuse the note.
  const signed = verified.length > 0 && !verified.includes(false);
  if (!signed) return refused('none of the keys has signed the checkpoint');
  return { ok: true, origin: origin!, size: Number(size), root: root! };
}

const LEAF = 0;
const NODE = 1;
const sha256 = (prefix: number, ...parts: Buffer[]): Buffer =>
  createHash('sha256')
    .update(Buffer.concat([Buffer.of(prefix), ...parts]))
    .digest();

/** The root that a leaf and its proof lead to (RFC 9162 section 2.1.3.2); undefined where the proof has another length. */
function rootByInclusion(leaf: Buffer, index: number, size: number, proof: readonly Buffer[]): Buffer | undefined {
  let [place, last] = [index, size - 1];
  let root = leaf;
  for (const hash of proof) {
    if (last === 0) return undefined;
    if (isOdd(place) || place === last) {
      root = sha256(NODE, hash, root);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else root = sha256(NODE, root, hash);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? root : undefined;
}

/** Whether a tree begins with an earlier one (RFC 9162 section 2.1.4.2). */
function grows(from: number, first: Buffer, to: number, second: Buffer, proof: readonly Buffer[]): boolean {
  if (from === to) return proof.length === 0 && first.equals(second);
  // Every tree begins with the empty one, whose root is known.
  if (from === 0) return proof.length === 0 && first.equals(createHash('sha256').digest());
  const isPowerOfTwo = 2 ** Math.round(Math.log2(from)) === from;
  const [start, ...rest] = isPowerOfTwo ? [first, ...proof] : proof;
  if (!start) return false;
  let [place, last] = [from - 1, to - 1];
  while (isOdd(place)) [place, last] = [half(place), half(last)];
  let [old, grown] = [start, start];
  for (const hash of rest) {
    if (last === 0) return false;
    if (isOdd(place) || place === last) {
      old = sha256(NODE, hash, old);
      grown = sha256(NODE, hash, grown);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else grown = sha256(NODE, grown, hash);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 && old.equals(first) && grown.equals(second);
}

// Sizes may be beyond the 32 bits of the bitwise operators.
const isOdd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);

interface Key {
  name: string;
  id: string;
  publicKey: ReturnType<typeof createPublicKey>;
}

/** What stands before the 32 bytes of an Ed25519 key in its DER form (RFC 8410 section 10.1). */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519 = 1;

function parseVkey(vkey: string): Key | undefined {
  const [, name = '', id = '', base64 = ''] =
    /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey.trim()) ?? [];
  const key = Buffer.from(base64, 'base64');
  const hash = createHash('sha256').update(`${name}\n`).update(key).digest('hex');
  if (key.length !== 33 || key[0] !== ED25519 || hash.slice(0, 8) !== id) return undefined;
  const der = Buffer.concat([ED25519_SPKI, key.subarray(1)]);
  return { name, id, publicKey: createPublicKey({ key: der, format: 'der', type: 'spki' }) };
}

interface Signature {
  name: string;
  id: string;
  bytes: Buffer;
}

/** A signature line: an em dash, the key's name, and its id with the signature in base64. */
function parseSignature(line: string): Signature | undefined {
  const [, name = '', base64 = ''] = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length < 5) return undefined;
  return { name, id: bytes.subarray(0, 4).toString('hex'), bytes: bytes.subarray(4) };
}

/** A hash of 32 bytes in base64, spelled as it must be. */
function hashIn(base64: string): Buffer | undefined {
  const bytes = Buffer.from(base64, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === base64 ? bytes : undefined;
}

function isReceipt(value: unknown): value is Receipt {
  const { leaf, index, inclusion, checkpoint } = (value ?? {}) as Partial<Receipt>;
  return (
    typeof leaf === 'string' &&
    typeof checkpoint === 'string' &&
    Number.isSafeInteger(index) &&
    index! >= 0 &&
    Array.isArray(inclusion) &&
    inclusion.every((hash) => typeof hash === 'string')
  );
}
