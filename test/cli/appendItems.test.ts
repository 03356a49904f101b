import type { BatchExecuteStatementCommand, BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { appendItems } from '../../src/cli/appendItems.ts';
import type { Target } from '../../src/cli/target.ts';

const items = [1, 2, 3].map((version) => ({ petId: 'rex', version, hash: 'own' }));

/** A table that answers so to the statement of a version, by the number of the request. */
function tableAnswering(codeOf: (version: number, request: number) => string | undefined) {
  let requests = 0;
  const sent: number[][] = [];
  const client = {
    async send({ input }: BatchExecuteStatementCommand | BatchGetCommand) {
      if ('RequestItems' in input) return { Responses: { Events: items.map((item) => ({ ...item, hash: 'there' })) } };
      const versions = (input as BatchExecuteStatementCommand['input']).Statements!.map(
        (statement) =>
          items.find(
            ({ version }) =>
              JSON.stringify(statement).includes(`"version":${version}`) ||
              JSON.stringify(statement.Parameters).includes(String(version)),
          )!.version,
      );
      sent.push(versions);
      const request = requests++;
      return {
        Responses: versions.map((version) => {
          const Code = codeOf(version, request);
          return Code === undefined ? {} : { Error: { Code, Message: 'no' } };
        }),
      };
    },
  };
  return { target: { client, eventsTable: 'Events' } as unknown as Target, sent };
}

test('what throttling keeps out is sent again, until it is there', async () => {
  const { target, sent } = tableAnswering((version, request) =>
    request === 0 && version === 2 ? 'ThrottlingError' : undefined,
  );
  expect(await appendItems(target, items)).toEqual(items.map(() => ({ outcome: 'appended' })));
  expect(sent).toEqual([[1, 2, 3], [2]]);
});

test('of what is there already, the stored event is given', async () => {
  const { target } = tableAnswering((version) => (version === 3 ? 'DuplicateItem' : undefined));
  const [first, , third] = await appendItems(target, items);
  expect(first).toEqual({ outcome: 'appended' });
  expect(third).toEqual({ outcome: 'exists', item: { ...items[2], hash: 'there' } });
});

test('an event that the table never takes does not count as appended', { timeout: 120_000 }, async () => {
  const { target, sent } = tableAnswering((version) => (version === 1 ? 'ValidationError' : undefined));
  await expect(appendItems(target, items)).rejects.toThrow('The Events table refused an event: ValidationError no');
  expect(sent.length).toBeGreaterThan(2);
});
