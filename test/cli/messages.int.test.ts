import { describe, expect, test } from 'vitest';
import { apiUrlOption } from '../../src/cli/apiUrlOption.ts';
import { csvLine } from '../../src/cli/csvLine.ts';
import { messageOf } from '../../src/cli/messageOf.ts';
import { petsProgram } from '../../src/cli/petsProgram.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { runCommand } from '../support/runCommand.ts';
import { eventually, useService } from '../support/service.ts';

const service = useService({ alone: true });

/** What a command says when it fails. */
const failure = async (...args: string[]): Promise<unknown> => {
  const result = await runCommand(...args).catch((error: unknown) => ({ error }));
  return 'error' in result ? messageOf(result.error) : expect.fail(`${args.join(' ')} succeeded`);
};

const { commands } = petsProgram();

test('every option that takes a URL takes that of a server, and says so', () => {
  const options = commands.flatMap((command) => command.options).filter(({ flags }) => flags.includes('<url>'));
  expect(options.length).toBeGreaterThan(15);
  for (const { parseArg } of options) {
    for (const url of [
      '',
      'nonsense',
      'localhost:3000',
      'file:///tmp',
      'ftp://a',
      'http://a/pets',
      'http://a/?b',
      'http://a:b@c',
    ])
      expect(() => parseArg!(url, undefined)).toThrow('It must be a URL such as http://127.0.0.1:3000');
    expect(parseArg!('http://127.0.0.1:3000/', undefined)).toBe('http://127.0.0.1:3000');
  }
});

test('an API may be under a path, which is not one of its routes', () => {
  expect(apiUrlOption('https://example.com/pets-service/v1/')).toBe('https://example.com/pets-service/v1');
  for (const route of ['pets', 'v1/pets', 'events', 'console', 'log/key'])
    expect(() => apiUrlOption(`https://example.com/${route}`)).toThrow('without a route');
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
    const places: Record<string, string> = { API: service.url, ENGINE: service.endpoint };
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

describe('options that would leave one another out are refused', () => {
  test.each([
    ['list --csv --json', "'--csv' cannot be used with option '--json'"],
    ['events --csv --json', "'--csv' cannot be used with option '--json'"],
    ['history x --csv --json', "'--csv' cannot be used with option '--json'"],
    ['export x --owner y --without-personal-data', 'cannot be used with option'],
  ])('%s', (line, message) => expect(runCommand(...line.split(' '))).rejects.toThrow(message));

  test('of those that say where, one', async () => {
    for (const command of commands) {
      const places = command.options.filter(({ long }) => /^--(stage|url|endpoint|data)$/.test(long!));
      const pairs = places.flatMap((a, n) => places.slice(n + 1).map((b) => [a, b] as const));
      expect(pairs.length, command.name()).toBe(command.name() === 'tail' ? 1 : places.length === 0 ? 0 : 3);
      for (const [a, b] of pairs) {
        const args = command.registeredArguments.filter(({ required }) => required).map(() => 'name=x');
        const given = [a, b].flatMap(({ long }) => [long!, 'http://127.0.0.1:1']);
        await expect(runCommand(command.name(), ...args, ...given), command.name()).rejects.toThrow(
          'cannot be used with',
        );
      }
    }
  });
});

test('help on an unknown command suggests one, and help on a known one is its own', async () => {
  for (const args of [['help', 'lst'], ['lst', '--help'], ['lst']])
    await expect(runCommand(...args)).rejects.toThrow("unknown command 'lst'\n(Did you mean list?)");
  for (const args of [['help', 'list'], ['list', '--help'], ['help'], ['--help']])
    await expect(runCommand(...args)).rejects.toThrow('(outputHelp)');
});

test('a pet of many words is harmless for a terminal, whichever command shows it', async () => {
  const name = 'Rex\u0007\u001b[2J\u009b\u202e\u2028\u007f';
  const client = petsClient({ url: service.url });
  const { petId } = await client.create({ name, type: 'dog' });
  await eventually(async () => expect((await client.list()).items).toHaveLength(1));
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
  const harmful = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f\u202e\u2028]/;
  const at = ['--endpoint', service.endpoint];
  for (const args of [
    ...[[], ['--json']].flatMap((form) => [
      ['list', '--url', service.url, ...form],
      ['update', petId, 'color=red', '--url', service.url, ...form],
      ['show', petId, ...at, ...form],
      ['history', petId, ...at, ...form],
      ['blame', petId, ...at, ...form],
    ]),
  ]) {
    const { stdout } = await runCommand(...args);
    expect(stdout, args.join(' ')).toContain('Rex\\u0007');
    expect(stdout, args.join(' ')).not.toMatch(harmful);
  }
  expect(csvLine([name], true)).toBe('Rex\\u0007\\u001b[2J\\u009b\\u202e\\u2028\\u007f\r');
  expect(csvLine([name], false)).toBe(`${name}\r`);
});
