import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll } from 'vitest';
import { carryOutAt, type FaultProxy, startFaultProxy } from '../simulation/faultProxy.ts';
import type { TestEngine } from './engine.ts';

interface Statement {
  Statement: string;
  Parameters: unknown[];
}

/** What a table understands of PartiQL, and how it refuses the rest. */
export interface Dialect {
  /** The statement as the embedded engine takes it; undefined where the dialect does not have it. */
  translated(text: string): string | undefined;
  /** Whether one statement that is not understood has the whole request refused. */
  refusesRequest?: boolean;
}

/** As the embedded engine: lists. */
export const LISTS: Dialect = { translated: (text) => text };

/** A clause for each attribute, and no lists. */
export const CLAUSES: Dialect = {
  translated(text) {
    if (!text.startsWith('UPDATE')) return text;
    const [, head, changes = '', tail] =
      /^(UPDATE "\w+" )((?:SET "\w+" = \? |REMOVE "\w+" )+)(WHERE .+)$/.exec(text) ?? [];
    if (!head) return undefined;
    const all = (pattern: RegExp) => [...changes.matchAll(pattern)].map(([, action]) => action).join(', ');
    const removed = all(/REMOVE ("\w+")/g);
    return `${head}SET ${all(/SET ("\w+" = \?)/g)} ${removed && `REMOVE ${removed} `}${tail}`;
  },
};

/** Inserts alone. */
export const NO_UPDATES: Dialect = { translated: (text) => (text.startsWith('UPDATE') ? undefined : text) };

const MALFORMED = "Statement wasn't well formed, can't be processed: Unexpected token";
const LONGEST_STATEMENT = 8192;

export interface DialectProxy {
  /** As that of a new function instance, since `understands` was called. */
  client: DynamoDBDocumentClient;
  endpoint: string;
  understands(dialect: Dialect): void;
  /** The requests that were sent: the keyword of each statement of a batch, or the operation. */
  sent: string[][];
  /** How many statements were not understood. */
  refused: number;
}

/** A DynamoDB that understands another dialect of PartiQL, in front of the engine. */
export function useDialectProxy(engine: TestEngine): DialectProxy {
  let server: FaultProxy;
  let dialect = LISTS;
  const proxy = { sent: [], refused: 0, understands } as unknown as DialectProxy;
  beforeAll(async () => {
    server = await startFaultProxy();
    proxy.endpoint = server.endpoint;
    server.receive(async (arrival) => {
      const operation = arrival.target.split('.')[1]!;
      if (operation !== 'BatchExecuteStatement') {
        proxy.sent.push([operation]);
        return arrival.reply(await carryOutAt(engine.endpoint, arrival));
      }
      arrival.reply(await executed(arrival));
    });
  });
  afterAll(() => server.stop());

  function understands(next: Dialect) {
    dialect = next;
    proxy.client = DynamoDBDocumentClient.from(new DynamoDBClient({ endpoint: proxy.endpoint }));
    proxy.sent.length = 0;
    proxy.refused = 0;
  }

  async function executed({ target, body }: { target: string; body: string }) {
    const request = JSON.parse(body) as { Statements: Statement[] };
    proxy.sent.push(request.Statements.map(({ Statement }) => Statement.split(' ')[0]!));
    const translated = request.Statements.map(({ Statement, ...rest }) => {
      const text = Statement.length > LONGEST_STATEMENT ? undefined : dialect.translated(Statement);
      return text === undefined ? undefined : { Statement: text, ...rest };
    });
    const understood = translated.filter((statement) => statement !== undefined);
    const refusals = translated.length - understood.length;
    proxy.refused += refusals;
    if (refusals > 0 && dialect.refusesRequest) {
      const type = 'com.amazon.coral.validate#ValidationException';
      return { status: 400, body: JSON.stringify({ __type: type, message: MALFORMED }) };
    }
    const malformed = { Error: { Code: 'ValidationError', Message: MALFORMED } };
    if (understood.length === 0) {
      return { status: 200, body: JSON.stringify({ Responses: translated.map(() => malformed) }) };
    }
    const reply = await carryOutAt(engine.endpoint, {
      target,
      body: JSON.stringify({ ...request, Statements: understood }),
    });
    if (reply.status !== 200) return reply;
    const output = JSON.parse(reply.body) as { Responses: unknown[] };
    const responses = output.Responses.values();
    const Responses = translated.map((statement) => (statement ? responses.next().value : malformed));
    return { ...reply, body: JSON.stringify({ ...output, Responses }) };
  }
  return proxy;
}
