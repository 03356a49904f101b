import {
  GetObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { BOUNDED, translateFaults } from '../dynamo/translateFaults.ts';
import type { CheckpointArchive } from './checkpointArchive.ts';

/** Sizes have as many digits as the largest safe integer, so that names sort as sizes do. */
const DIGITS = String(Number.MAX_SAFE_INTEGER).length;

/** The checkpoints of a log in an S3 bucket, one object each. Object Lock, which is the bucket's, keeps them there. */
export function s3CheckpointArchive(client: S3Client, bucket: string, origin: string): CheckpointArchive {
  const keyOf = (size: number) => `${origin}/${String(size).padStart(DIGITS, '0')}`;
  return {
    async put(size, note) {
      const object = { Bucket: bucket, Key: keyOf(size), Body: note, ContentType: 'text/plain; charset=utf-8' };
      try {
        await client.send(new PutObjectCommand({ ...object, IfNoneMatch: '*' }));
      } catch (error) {
        if (!(error instanceof Error && error.name === 'PreconditionFailed')) throw error;
      }
    },

    async newestBeyond(size) {
      const list = { Bucket: bucket, Prefix: `${origin}/`, ...(size >= 0 && { StartAfter: keyOf(size) }) };
      let newest: string | undefined;
      for await (const { Contents } of paginateListObjectsV2({ client }, list))
        newest = Contents?.at(-1)?.Key ?? newest;
      if (newest === undefined) return undefined;
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: newest }));
      return { size: Number(newest.slice(origin.length + 1)), note: await Body!.transformToString() };
    },
  };
}

/** An S3 client. What `config` does not say of region, credentials and endpoint comes from the environment. */
export function s3Client(config: S3ClientConfig = {}): S3Client {
  const client = new S3Client({ ...BOUNDED, ...config });
  translateFaults(client, 'S3');
  return client;
}
