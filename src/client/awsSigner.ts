import { SignatureV4 } from '@smithy/signature-v4';
import type { Signer } from './apiRequest.ts';

/** The credentials of a principal; those of a session have a token. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export interface AwsSignerOptions {
  /** The region of the API. */
  region: string;
  /** Asked anew for each request if it is a function. */
  credentials: AwsCredentials | (() => Promise<AwsCredentials>);
}

/** API Gateway's name in signatures (IAM guide, "AWS Signature Version 4 for API requests"). */
const SERVICE = 'execute-api';

/** Signs the requests of a client for a stage with IAM authorization, in Node and in browsers: `petsClient({ url, sign })`. */
export function awsSigner({ region, credentials }: AwsSignerOptions): Signer {
  const signer = new SignatureV4({ service: SERVICE, region, credentials, sha256: Sha256, applyChecksum: true });
  return async ({ url, method, headers, body }) => {
    const { protocol, hostname, host, port, pathname, searchParams } = new URL(url);
    const signed = await signer.sign({
      protocol,
      hostname,
      method,
      path: pathname,
      ...(port !== '' && { port: Number(port) }),
      query: Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)])),
      headers: { ...headers, host },
      body,
    });
    // fetch sends the host by itself, and lets nobody set it.
    const { host: _, ...others } = signed.headers;
    return others;
  };
}

/** SHA-256 by the Web Crypto API, with a secret HMAC-SHA-256, as the signer wants it. */
class Sha256 {
  private readonly secret: Uint8Array<ArrayBuffer> | undefined;
  private data = new Uint8Array();

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.secret = secret === undefined ? undefined : bytesOf(secret);
  }

  update(chunk: string | ArrayBuffer | ArrayBufferView): void {
    const added = bytesOf(chunk);
    const joined = new Uint8Array(this.data.length + added.length);
    joined.set(this.data);
    joined.set(added, this.data.length);
    this.data = joined;
  }

  async digest(): Promise<Uint8Array> {
    const { subtle } = crypto;
    if (!this.secret) return new Uint8Array(await subtle.digest('SHA-256', this.data));
    const key = await subtle.importKey('raw', this.secret, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    return new Uint8Array(await subtle.sign('HMAC', key, this.data));
  }

  reset(): void {
    this.data = new Uint8Array();
  }
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): Uint8Array<ArrayBuffer> {
  if (typeof data === 'string') return new TextEncoder().encode(data);
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer as ArrayBuffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
