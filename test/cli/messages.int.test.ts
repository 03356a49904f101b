import { describe, expect, test } from 'vitest';
import { messageOf } from '../../src/cli/messageOf.ts';
import { petsProgram } from '../../src/cli/petsProgram.ts';
import { useEngine } from '../support/engine.ts';
import { runCommand } from '../support/runCommand.ts';
import { useService } from '../support/service.ts';

const engine = useEngine({ alone: true });
const service = useService({ alone: true });

/** What a command says when it fails. */
const failure = async (...args: string[]): Promise<unknown> => {
  const result = await runCommand(...args).catch((error: unknown) => ({ error }));
  return 'error' in result ? messageOf(result.error) : expect.fail(`${args.join(' ')} succeeded`);
};

const { commands } = petsProgram();

test('every option that takes a URL takes the origin of a server, and says so', () => {
  const options = commands.flatMap((command) => command.options).filter(({ flags }) => flags.includes('<url>'));
  expect(options.length).toBeGreaterThan(15);
  for (const { parseArg } of options) {
    for (const url of ['', 'nonsense', 'localhost:3000', 'file:///tmp', 'http://a/pets', 'http://a/?b', 'http://a:b@c'])
      expect(() => parseArg!(url, undefined)).toThrow('It must be a URL such as http://127.0.0.1:3000');
    expect(parseArg!('http://127.0.0.1:3000/', undefined)).toBe('http://127.0.0.1:3000');
  }
});

test('every command that takes a pet refuses an id that would be another path', async () => {
  const petIds = commands
    .flatMap((command) => command.registeredArguments)
    .filter((argument) => argument.name() === 'petId');
  expect(petIds.length).toBeGreaterThan(8);
  for (const { parseArg } of petIds) {
    for (const petId of ['', '.', '..'])
      expect(() => parseArg!(petId, undefined)).toThrow('It must be 1 to 64 letters');
    expect(parseArg!('...', undefined)).toBe('...');
  }
  await expect(runCommand('delete', '..', '--url', service.url)).rejects.toThrow('It must be 1 to 64 letters');
  await expect(runCommand('replay', '--pet', '')).rejects.toThrow('It must be 1 to 64 letters');
});

describe('what is elsewhere, or nowhere, is told', () => {
  test.each([
    [['history', 'x', '--endpoint', 'API'], 'What answers at the endpoint is not DynamoDB. --endpoint takes'],
    [['list', '--url', 'ENGINE'], /^The answer has status 4\d\d\. Is it the pets API that answers there\?/],
    [['receipt', 'x', '--url', 'ENGINE'], /^The answer has status 4\d\d\. Is it the pets API that answers there\?/],
    [['import', '--from-table', 'Nope', '--endpoint', 'ENGINE'], '--from-table: there is no table Nope at'],
    [['export', '/dev/null', '--table', 'Nope', '--endpoint', 'ENGINE'], '--table: there is no table Nope at'],
    [['export', '/dev/null', '--table', 'Nope', '--owner', 'x', '--endpoint', 'ENGINE'], '--table: there is no table'],
    [['replay', '--pet', 'nope', '--endpoint', 'ENGINE'], 'No pet has the id nope.'],
    [['replay', '--pet', 'nope', '--dry-run', '--endpoint', 'ENGINE'], 'No pet has the id nope.'],
    [['check-receipt', '/none', '--key', 'x'], "/none can't be read: ENOENT: no such file or directory."],
    [['tail', '--url', 'ENGINE'], 'has no bus to watch'],
  ])('%j', async (args, message) => {
    const places: Record<string, string> = { API: service.url, ENGINE: engine.endpoint };
    const told = await failure(...args.map((arg) => places[arg] ?? arg));
    expect(told).toMatch(message);
  });
});

test('what the system refuses is a sentence, and a mistake of ours keeps its stack', () => {
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  expect(messageOf(full)).toBe('ENOSPC: no space left on device.');
  expect(messageOf(Object.assign(full, { path: '/a' }))).toBe('/a: ENOSPC: no space left on device.');
  expect(messageOf(new RangeError('ours'))).toBeInstanceOf(RangeError);
});
