import type { AwsCredentials } from '../../src/client/awsSigner.ts';

export interface AwsSession {
  region: string;
  credentials: Required<AwsCredentials>;
}

/** A name as shells, AWS's files or its JSON write it, and its value. */
const PAIR =
  /\b(?:aws_?)?(access_?key_?id|secret_?access_?key|session_?token|(?:default_?)?region)"?\s*[=:]\s*"?([^"'\s,]+)/gi;
const API_HOST = /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/;

/**
 * The session in a text as the AWS access portal and `aws configure export-credentials` give it: variables of a shell, lines of
 * a file, or JSON. Undefined where something is missing, such as the token: a key without one would not expire. The region is
 * the text's, or else that in the host's name.
 */
export function awsSessionIn(text: string, host: string): AwsSession | undefined {
  const found = new Map(
    [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [name.toLowerCase().replaceAll('_', ''), value]),
  );
  const region = found.get('region') ?? found.get('defaultregion') ?? API_HOST.exec(host)?.[1];
  const accessKeyId = found.get('accesskeyid');
  const secretAccessKey = found.get('secretaccesskey');
  const sessionToken = found.get('sessiontoken');
  if (!region || !accessKeyId || !secretAccessKey || !sessionToken) return undefined;
  return { region, credentials: { accessKeyId, secretAccessKey, sessionToken } };
}
