import { expect, test } from 'vitest';
import { awsSessionIn } from '../../console/service/awsSessionIn.ts';

const credentials = { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'wJal/rXU+tnFEMI=', sessionToken: 'IQoJb3/+w==' };
const { accessKeyId, secretAccessKey, sessionToken } = credentials;
const host = 'abc123.execute-api.eu-west-1.amazonaws.com';

test.each([
  [
    'variables of a shell',
    `export AWS_ACCESS_KEY_ID="${accessKeyId}"\nexport AWS_SECRET_ACCESS_KEY="${secretAccessKey}"\nexport AWS_SESSION_TOKEN="${sessionToken}"`,
  ],
  [
    'variables without quotes, as export-credentials prints them',
    `export AWS_ACCESS_KEY_ID=${accessKeyId}\nexport AWS_SECRET_ACCESS_KEY=${secretAccessKey}\nexport AWS_SESSION_TOKEN=${sessionToken}\nexport AWS_CREDENTIAL_EXPIRATION=2026-11-26T12:00:00+00:00`,
  ],
  [
    'variables of PowerShell',
    `$Env:AWS_ACCESS_KEY_ID="${accessKeyId}"\n$Env:AWS_SECRET_ACCESS_KEY="${secretAccessKey}"\n$Env:AWS_SESSION_TOKEN="${sessionToken}"`,
  ],
  [
    'a profile of a credentials file',
    `[dev]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}`,
  ],
  [
    'JSON',
    JSON.stringify(
      { Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken },
      null,
      2,
    ),
  ],
])('%s', (_, text) => {
  expect(awsSessionIn(text, host)).toEqual({ region: 'eu-west-1', credentials });
  expect(awsSessionIn(text, 'api.example.com')).toBeUndefined();
  expect(awsSessionIn(`${text}\nAWS_REGION=us-east-2`, host)).toEqual({ region: 'us-east-2', credentials });
});

test('a key without a session token is not taken', () => {
  expect(
    awsSessionIn(`AWS_ACCESS_KEY_ID=${accessKeyId}\nAWS_SECRET_ACCESS_KEY=${secretAccessKey}`, host),
  ).toBeUndefined();
  expect(awsSessionIn('', host)).toBeUndefined();
});
