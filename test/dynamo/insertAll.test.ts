import type { BatchExecuteStatementCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { insertAll } from '../../src/dynamo/insertAll.ts';
import { Unavailable } from '../../src/faults/unavailable.ts';

/** A table that answers so to each statement of a request. */
const answering = (codeOf: (statement: string, request: number) => string | undefined) => {
  let requests = 0;
  const sent: number[] = [];
  const client = {
    async send({ input: { Statements = [] } }: BatchExecuteStatementCommand) {
      sent.push(Statements.length);
      const request = requests++;
      return {
        Responses: Statements.map((statement) => {
          const Code = codeOf(JSON.stringify(statement), request);
          return Code === undefined ? {} : { Error: { Code } };
        }),
      };
    },
  };
  return { client: client as unknown as DynamoDBDocumentClient, sent };
};
const items = (count: number) => Array.from({ length: count }, (_, n) => ({ part: 'p', number: n }));

test('what throttling keeps out is sent again, and what is there already is not', async () => {
  const { client, sent } = answering((_, request) =>
    request === 0 ? 'ThrottlingError' : request === 1 ? 'DuplicateItem' : undefined,
  );
  await insertAll(client, 'Log', items(3));
  expect(sent).toEqual([3, 3]);
});

test('an item that the table never takes is a fault, and is never passed over', async () => {
  const { client, sent } = answering(() => 'ThrottlingError');
  await expect(insertAll(client, 'Log', items(1))).rejects.toThrow(Unavailable);
  expect(sent.length).toBeGreaterThan(3);
});
