import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import type { StoredItem } from '../judge/history.ts';
import { eventOfItem, type PetEvent } from '../judge/petEvent.ts';
import { type Arrival, carryOutAt, type Reply } from './faultProxy.ts';
import type { Backend } from './network.ts';
import type { Random } from './random.ts';
import type { StreamReader } from './streamReader.ts';

/** An event as it was stored, and the step at which it was. */
export interface Commit {
  step: number;
  item: StoredItem;
  event: PetEvent;
}

type AttributeValues = AttributeValue[];

interface Statement {
  Statement: string;
  Parameters: AttributeValues;
}

/** The table's name, in a request or in a statement in one. */
const EVENTS = /"Events\\?"/;

/** How long ago an event was stored, at most, that an eventually consistent read does not find. */
const LATELY_STEPS = 60;

/** What the service may do with its events: insert and read them. */
const ALLOWED_ON_EVENTS = new Set([
  'ExecuteStatement',
  'ExecuteTransaction',
  'Query',
  'GetItem',
  'BatchGetItem',
  'Scan',
]);

/** The engine as the functions reach it: carries requests out, and notes which events were stored when. */
export class Table {
  readonly commits: Commit[] = [];
  /** Requests that would change or remove a stored event. */
  readonly trespasses: string[] = [];
  private readonly endpoint: string;
  private readonly stream: StreamReader;
  private readonly onRecords: (records: DynamoDBRecord[]) => void;

  constructor(endpoint: string, stream: StreamReader, onRecords: (records: DynamoDBRecord[]) => void) {
    this.endpoint = endpoint;
    this.stream = stream;
    this.onRecords = onRecords;
  }

  readonly carryOut: Backend = async (arrival, step, partly) => {
    const operation = arrival.target.split('.')[1]!;
    if (EVENTS.test(arrival.body) && !ALLOWED_ON_EVENTS.has(operation)) this.trespasses.push(operation);
    if (partly && operation === 'BatchExecuteStatement') return this.carryOutPart(arrival, partly);
    const reply = await carryOutAt(this.endpoint, arrival);
    if (partly && operation === 'BatchGetItem') return this.without(reply, step - partly.below(LATELY_STEPS));
    if (reply.status === 200 && operation.startsWith('Execute')) await this.noteCommits(arrival, step);
    return reply;
  };

  private async noteCommits(arrival: Arrival, step: number): Promise<void> {
    const input = JSON.parse(arrival.body);
    const statements: Statement[] = input.TransactStatements ?? [input];
    for (const { Statement } of statements) {
      if (/^\s*(UPDATE|DELETE)\b.*"Events"/i.test(Statement)) this.trespasses.push(Statement);
    }
    const items = statements.flatMap(insertedItem);
    // A transaction that is repeated with its token succeeds again, and does nothing.
    const isKnown = ({ eventId }: StoredItem) => this.commits.some(({ event }) => event.eventId === eventId);
    for (const item of items.filter((item) => !isKnown(item))) {
      this.commits.push({ step, item, event: eventOfItem(item) });
      this.onRecords(await this.stream.read());
    }
  }

  /** The reply of a batch of reads without the events that were stored after a step. */
  private without(reply: Reply, after: number): Reply {
    const { Responses, ...rest } = JSON.parse(reply.body) as {
      Responses: { Events: Record<string, AttributeValue>[] };
    };
    const late = this.commits.filter(({ step }) => step > after).map(({ event }) => event);
    const isLate = ({ petId, version, eventId }: Record<string, AttributeValue>) =>
      late.some(
        (event) => event.petId === petId?.S && (event.eventId === eventId?.S || `${event.version}` === version?.N),
      );
    const Events = Responses.Events.filter((item) => !isLate(item));
    return { ...reply, body: JSON.stringify({ ...rest, Responses: { Events } }) };
  }

  /** Some statements of a batch are throttled, and the others carried out. */
  private async carryOutPart(arrival: Arrival, random: Random): Promise<Reply> {
    const { Statements, ...rest } = JSON.parse(arrival.body) as { Statements: Statement[] };
    const taken = Statements.map(() => random.chance(0.5));
    const part = JSON.stringify({ ...rest, Statements: Statements.filter((_, index) => taken[index]) });
    const reply = taken.includes(true) ? await carryOutAt(this.endpoint, { ...arrival, body: part }) : undefined;
    const responses = reply ? JSON.parse(reply.body).Responses : [];
    const Responses = taken.map((isTaken) =>
      isTaken ? responses.shift() : { Error: { Code: 'ThrottlingError', Message: 'This fault was simulated.' } },
    );
    return { status: 200, body: JSON.stringify({ Responses }) };
  }
}

function insertedItem({ Statement, Parameters }: Statement): StoredItem[] {
  if (!Statement.startsWith('INSERT INTO "Events"')) return [];
  const names = [...Statement.matchAll(/'(\w+)': \?/g)].map((match) => match[1]!);
  return [unmarshall(Object.fromEntries(names.map((name, index) => [name, Parameters[index]!])))];
}
