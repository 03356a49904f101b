import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';

/** What the log on this machine is called, and what it is signed with. */
export interface LogKeys {
  origin: string;
  /** By the ids that stand for KMS's, the newest first. */
  keys: ReadonlyMap<string, KeyObject>;
}

interface KeyFile {
  origin: string;
  /** PKCS #8 in PEM. */
  keys: string[];
}

/** The keys in a file, which is made, for its owner's eyes alone, where there is none. `isNew` adds one, to sign first. */
export function logKeysIn(file: string, isNew = false): LogKeys {
  const kept = read(file);
  const made = kept && !isNew ? kept : { ...(kept ?? newLog()), keys: [newKey(), ...(kept?.keys ?? [])] };
  if (made !== kept) writeFileSync(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  chmodSync(file, 0o600);
  return opened(made);
}

/** Keys of a log that ends with this process. */
export const logKeysInMemory = (): LogKeys => opened({ ...newLog(), keys: [newKey()] });

const newLog = (): KeyFile => ({ origin: `localhost/pets/${randomBytes(4).toString('hex')}`, keys: [] });

const newKey = (): string => {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
};

function opened({ origin, keys }: KeyFile): LogKeys {
  const opened = keys.map((pem) => createPrivateKey(pem));
  return { origin, keys: new Map(opened.map((key) => [idOf(key), key])) };
}

/** Names the key without telling it. */
const idOf = (key: KeyObject): string =>
  createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex').slice(0, 16);

function read(file: string): KeyFile | undefined {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as KeyFile;
    if (typeof kept.origin !== 'string' || opened(kept).keys.size === 0) throw new Error('origin or keys are missing');
    return kept;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw new Error(
      `The keys of the log in ${file} can't be read. Restore the file, or delete it to begin another log.`,
      { cause: error },
    );
  }
}
