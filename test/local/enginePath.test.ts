import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { enginePath } from '../../infra/local/enginePath.ts';

test('the engine of this platform is the one that the lockfile names', () => {
  expect(existsSync(enginePath('linux-x64'))).toBe(true);
});

test('a missing engine is told with what to do, and nothing is installed', () => {
  const { version } = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages[
    'node_modules/@dynoxide/linux-x64'
  ] as { version: string };
  expect(() => enginePath('sunos-sparc')).toThrow(
    `The embedded DynamoDB engine for sunos-sparc is not installed. Try: npm install --no-save @dynoxide/sunos-sparc@${version}.`,
  );
  expect(() => enginePath('sunos-sparc')).toThrow('DYNAMODB_ENDPOINT');
  expect(existsSync('node_modules/@dynoxide/sunos-sparc')).toBe(false);
});
