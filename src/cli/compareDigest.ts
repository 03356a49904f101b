import { GetCommand } from '@aws-sdk/lib-dynamodb';
import type { Finding } from '../eventStore/checkHistory.ts';
import { joined } from './sortedEntries.ts';
import type { Target } from './target.ts';
import type { DigestEntry } from './writeDigest.ts';

/** So many events are looked up at once. */
const LOOKUPS = 32;

/** Finds the events of a digest that are no longer there, or no longer the same. */
export async function compareDigest(
  target: Target,
  recorded: AsyncIterable<DigestEntry>,
  present: AsyncIterable<DigestEntry>,
  report: (finding: Finding) => void,
): Promise<void> {
  let lookups: Promise<Finding | undefined>[] = [];
  const flush = async () => {
    for (const finding of await Promise.all(lookups)) if (finding) report(finding);
    lookups = [];
  };
  for await (const { left: wanted, right: found } of joined(recorded, present)) {
    if (!wanted || (found && wanted.version === found.version && wanted.hash === found.hash)) continue;
    if (lookups.push(lookUp(target, wanted)) === LOOKUPS) await flush();
  }
  await flush();
}

/** The pet has gone on since, or lost something: the event itself tells. */
async function lookUp({ client, eventsTable }: Target, wanted: DigestEntry): Promise<Finding | undefined> {
  const { petId, version, hash } = wanted;
  const key = { TableName: eventsTable, Key: { petId, version }, ConsistentRead: true };
  const { Item } = await client.send(new GetCommand(key));
  if (Item?.hash === hash) return undefined;
  const finding = { streamId: petId, version, check: 'digest' } as const;
  return Item
    ? { ...finding, fault: 'edited', message: 'the event is not the one of the digest' }
    : { ...finding, fault: 'cut off', message: 'the event of the digest is not there' };
}
