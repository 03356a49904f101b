import { createPublicKey, sign } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { LogKeys } from './logKeys.ts';
import { type LoopbackServer, loopbackServer } from './loopbackServer.ts';

/** The bucket of the checkpoints on this machine. */
export const LOG_BUCKET = 'pets-log';

/** As many as S3 lists at once (API reference, ListObjectsV2). */
const KEYS_PER_PAGE = 1_000;

/** The objects of a bucket. */
interface Bucket {
  keys(): string[];
  get(key: string): string | undefined;
  /** False where the object is to be new, and there is one with this key. */
  put(key: string, text: string, isNew: boolean): boolean;
}

/**
 * What the sequencer needs of KMS (Sign, GetPublicKey) and of S3 (PutObject where there is nothing yet, GetObject,
 * ListObjectsV2) for the real clients, on the loopback interface. Checkpoints are kept in the folder, one file each.
 */
export async function startLogServer({ keys }: LogKeys, folder?: string): Promise<LoopbackServer> {
  const bucket = folder === undefined ? bucketInMemory() : bucketIn(folder);
  return loopbackServer((request, response) => {
    const target = request.headers['x-amz-target'];
    const answered =
      typeof target === 'string' ? asKms(keys, target, request, response) : asS3(bucket, request, response);
    answered.catch((error) => {
      console.error({ message: 'the stand-in for KMS and S3 failed', error });
      response.writeHead(500).end();
    });
  });
}

async function asKms(keys: LogKeys['keys'], target: string, request: IncomingMessage, response: ServerResponse) {
  const { KeyId, Message = '', ...sent } = JSON.parse(await bodyOf(request)) as Record<string, string>;
  const answer = (status: number, body: object) =>
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  const key = keys.get(KeyId ?? '');
  if (!key) return answer(400, { __type: 'NotFoundException', message: `There is no key ${KeyId}.` });
  if (target === 'TrentService.GetPublicKey') {
    const PublicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
    return answer(200, { KeyId, PublicKey });
  }
  // What an Ed25519 key of KMS signs with, unless the message is a digest (API reference, Sign).
  if (target === 'TrentService.Sign' && (sent.SigningAlgorithm !== 'ED25519_SHA_512' || sent.MessageType !== 'RAW'))
    return answer(400, { __type: 'ValidationException', message: 'Notes are signed with ED25519_SHA_512, of RAW.' });
  if (target === 'TrentService.Sign')
    return answer(200, { KeyId, Signature: sign(null, Buffer.from(Message, 'base64'), key).toString('base64') });
  return answer(400, { __type: 'UnknownOperationException', message: `KMS is not here for ${target}.` });
}

async function asS3(bucket: Bucket, request: IncomingMessage, response: ServerResponse) {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost');
  const key = decodeURIComponent(pathname.slice(`/${LOG_BUCKET}/`.length));
  const answer = (status: number, xml: string) =>
    response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${xml}`);
  if (request.method === 'PUT') {
    const isNew = request.headers['if-none-match'] === '*';
    if (bucket.put(key, await bodyOf(request), isNew)) return response.writeHead(200).end();
    return answer(412, '<Error><Code>PreconditionFailed</Code></Error>');
  }
  if (key === '') {
    const prefix = searchParams.get('prefix') ?? '';
    const after = searchParams.get('continuation-token') ?? searchParams.get('start-after') ?? '';
    const keys = bucket.keys().filter((one) => one.startsWith(prefix) && one > after);
    const page = keys.slice(0, KEYS_PER_PAGE);
    const contents = page.map((one) => `<Contents><Key>${one}</Key></Contents>`).join('');
    const isTruncated = page.length < keys.length;
    const next = isTruncated ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : '';
    const list = `<IsTruncated>${isTruncated}</IsTruncated>${next}${contents}`;
    return answer(200, `<ListBucketResult>${list}</ListBucketResult>`);
  }
  const text = bucket.get(key);
  if (text === undefined) return answer(404, '<Error><Code>NoSuchKey</Code></Error>');
  return response.writeHead(200).end(text);
}

function bucketInMemory(): Bucket {
  const objects = new Map<string, string>();
  return {
    keys: () => [...objects.keys()].sort(),
    get: (key) => objects.get(key),
    put: (key, text, isNew) => !(isNew && objects.has(key)) && objects.set(key, text) === objects,
  };
}

function bucketIn(folder: string): Bucket {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new Error(`${folder} is no folder: the checkpoints of the log can't be kept there. Move it away.`, { cause });
  }
  const fileOf = (key: string) => join(folder, encodeURIComponent(key));
  const unlessError = <T>(code: string, work: () => T): T | undefined => {
    try {
      return work();
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === code) return undefined;
      throw error;
    }
  };
  return {
    keys: () => readdirSync(folder).map(decodeURIComponent).sort(),
    get: (key) => unlessError('ENOENT', () => readFileSync(fileOf(key), 'utf8')),
    put: (key, text, isNew) =>
      unlessError('EEXIST', () => {
        writeFileSync(fileOf(key), text, { flag: isNew ? 'wx' : 'w', flush: true });
        return true;
      }) === true,
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
