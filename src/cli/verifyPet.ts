import { setTimeout as sleep } from 'node:timers/promises';
import { GetCommand, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { fieldChanges } from '../domain/fieldChanges.ts';
import type { JsonObject } from '../domain/jsonValue.ts';
import { checkHistory, type Finding } from '../eventStore/checkHistory.ts';
import type { RecordedEvent } from '../eventStore/recordedEvent.ts';
import { petRow } from '../projections/petRow.ts';
import type { Target } from './target.ts';
import type { DigestEntry } from './writeDigest.ts';

/** How often, and at which intervals, a row that differs is read again: it may only trail its events. */
export interface Patience {
  attempts: number;
  pauseMs: number;
}
export const PATIENCE: Patience = { attempts: 5, pauseMs: 400 };

/** The row that the projector makes of an event, as plain JSON. */
export const rowOf = (event: RecordedEvent): JsonObject => petRow(event) as unknown as JsonObject;

/** Checks a pet's whole stream, and its row, read consistently. An `entry` is there where nothing was found. */
export async function verifyPet(
  target: Target,
  petId: string,
  patience: Patience = PATIENCE,
): Promise<{ events: number; findings: Finding[]; entry?: DigestEntry }> {
  for (let attempt = 1; ; attempt++) {
    const { events, findings, newest } = await verifyEvents(target, petId);
    const rowFindings = await verifyRow(target, petId, newest);
    const isTrailing = findings.length === 0 && rowFindings.length > 0 && attempt < patience.attempts;
    if (!isTrailing) {
      const all = [...findings, ...rowFindings];
      const isSound = all.length === 0 && newest;
      return { events, findings: all, ...(isSound && { entry: entryOf(newest) }) };
    }
    await sleep(patience.pauseMs);
  }
}

export const entryOf = ({ petId, version, hash }: RecordedEvent): DigestEntry => ({ petId, version, hash });

async function verifyEvents({ client, eventsTable }: Target, petId: string) {
  const check = checkHistory(petId);
  const findings: Finding[] = [];
  let events = 0;
  const query = {
    TableName: eventsTable,
    ConsistentRead: true,
    KeyConditionExpression: 'petId = :petId',
    ExpressionAttributeValues: { ':petId': petId },
  };
  for await (const { Items } of paginateQuery({ client }, query)) {
    for (const item of (Items ?? []) as JsonObject[]) {
      findings.push(...check.next(item));
      events++;
    }
  }
  return { events, findings, newest: check.newest };
}

async function verifyRow(
  { client, petsTable }: Target,
  petId: string,
  newest: RecordedEvent | undefined,
): Promise<Finding[]> {
  const { Item } = await client.send(new GetCommand({ TableName: petsTable, Key: { petId }, ConsistentRead: true }));
  const finding = (message: string) => ({ petId, check: 'row', message }) as const;
  if (!newest) return Item ? [finding('there is a row, and no event')] : [];
  if (!Item) return [finding('there is no row')];
  const differences = fieldChanges(rowOf(newest), Item as JsonObject);
  return differences.length > 0 ? [{ ...finding('the row is not the newest event'), differences }] : [];
}
