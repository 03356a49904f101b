import { chunked } from '../dynamo/chunked.ts';
import type { Fault, Finding } from '../eventStore/checkHistory.ts';
import { decodedInstant } from '../eventStore/nextEventId.ts';
import type { EventHead, EventPlace } from '../eventStore/streamCatalog.ts';
import { openCheckpoint } from '../log/checkReceipt.ts';
import { parseLeaf } from '../log/leafText.ts';
import { MerkleTree } from '../log/merkleTree.ts';
import { joined, SortedEntries } from './sortedEntries.ts';
import { CommandFailure, type Target, type TargetLog } from './target.ts';
import type { DigestEntry } from './writeDigest.ts';

/** A checkpoint that someone kept: its note, and where it came from. */
export interface KeptCheckpoint {
  file: string;
  note: string;
}

export interface LogVerification {
  origin: string;
  /** How many events the log holds. */
  size: number;
  /** Up to where it was signed. */
  signed: number;
  /** Why the checkpoints in the bucket could not be read. */
  unread?: string;
}

/** By then the log should have an event: the sequencer runs every minute. */
const LATE_MS = 600_000;
const LEAVES_AT_ONCE = 1_000;

/**
 * Checks the log against the events: each of its leaves is an event of the table, each event of the table is a leaf, a
 * pet's in the order of their versions. And against what was signed: its own newest checkpoint, and those that were kept.
 * `newest` are the pets' newest events in the order of their ids.
 */
export async function verifyLog(
  { catalog, kind }: Pick<Target, 'catalog' | 'kind'>,
  { origin, log, archive }: TargetLog,
  newest: AsyncIterable<DigestEntry>,
  kept: readonly KeptCheckpoint[],
  vkeys: readonly string[],
  report: (finding: Finding) => void,
): Promise<LogVerification> {
  const found = (message: string, fault: Fault = 'edited') =>
    report({ streamId: origin, check: 'log', fault, message });
  const foundOf = reporting(report);
  const signed = await log.newestCheckpoint();
  const { beyond, unread } = await newestInArchive(archive, signed?.size ?? -1);
  const keys = vkeys.length > 0 ? vkeys : (signed?.vkeys ?? []);
  const own = signed ? [{ file: 'its newest checkpoint', note: signed.note }] : [];
  // Without its checkpoints, the log names no keys.
  if (beyond.length > 0 && keys.length === 0) found('the bucket has checkpoints, and the log none', 'cut off');
  const checkpoints = [...own, ...kept, ...(keys.length > 0 ? beyond : [])].map((one) => opened(one, keys));
  const tree = new MerkleTree();
  const check = () => {
    for (const { file, size, root, origin: named } of checkpoints) {
      if (size !== tree.size) continue;
      if (named !== origin) found(`${file} is of another log, ${named}`);
      else if (root !== tree.root().toString('base64')) found(`its first ${size} events are not those of ${file}`);
    }
  };

  const leaves = new SortedEntries<{ petId: string; version: number }>();
  try {
    check();
    for await (const batch of log.batches(0)) {
      if (batch.start !== tree.size) found(`a batch begins at ${batch.start}, and ${tree.size} was expected`);
      for (const part of chunked(batch.leaves, LEAVES_AT_ONCE)) {
        const logged = part.map((text) => parseLeaf(kind.idAttribute, text));
        await compare(catalog, logged, foundOf);
        for (const [place, { streamId, version }] of logged.entries()) {
          await leaves.add({ petId: streamId, version });
          tree.add(part[place]!);
          check();
        }
      }
    }
    for (const { file, size } of checkpoints)
      if (size > tree.size) found(`${file} has ${size} events, and the log ${tree.size}`, 'cut off');

    for await (const { left: event, right: leaf } of joined(newest, newestLeaves(leaves, foundOf)))
      if (event)
        await lookBehind(catalog, { streamId: event.petId, version: leaf?.version ?? 0 }, event.version, foundOf);
    return { origin, size: tree.size, signed: signed?.size ?? 0, ...(unread !== undefined && { unread }) };
  } finally {
    await leaves.dispose();
  }
}

/** The newest checkpoint that is kept beside the log and is larger than the log's own: the log has lost its end. */
async function newestInArchive(
  archive: TargetLog['archive'],
  size: number,
): Promise<{ beyond: KeptCheckpoint[]; unread?: string }> {
  if (!archive) return { beyond: [] };
  try {
    const newest = await (await archive()).newestBeyond(size);
    return { beyond: newest ? [{ file: 'the newest checkpoint in the bucket', note: newest.note }] : [] };
  } catch (error) {
    // Who may read the tables need not have a right to the bucket.
    return { beyond: [], unread: error instanceof Error ? error.message : String(error) };
  }
}

/** Checks a stream, with events up to `newest`, against what the log has of it. */
export async function verifyLogged(
  { catalog }: Pick<Target, 'catalog'>,
  { log }: Pick<TargetLog, 'log'>,
  { streamId, newest }: { streamId: string; newest: number },
  report: (finding: Finding) => void,
): Promise<void> {
  const foundOf = reporting(report);
  const last = await log.newestVersion(streamId);
  const versions = Array.from({ length: last }, (_, index) => ({ streamId, version: index + 1 }));
  for (const part of chunked(versions, LEAVES_AT_ONCE)) {
    const logged = await log.places(part);
    await compare(
      catalog,
      logged.sort((a, b) => a.version - b.version),
      foundOf,
    );
  }
  await lookBehind(catalog, { streamId, version: last }, newest, foundOf);
}

type FoundOf = (message: string, place: EventPlace, fault?: Fault) => void;

const reporting =
  (report: (finding: Finding) => void): FoundOf =>
  (message, { streamId, version }, fault = 'edited') =>
    report({ streamId, version, check: 'log', fault, message });

/** Finds the events of the log that the table has not, or has otherwise. */
async function compare(catalog: Target['catalog'], logged: readonly EventHead[], found: FoundOf): Promise<void> {
  const keyOf = ({ streamId, version }: EventPlace) => `${version} ${streamId}`;
  const stored = new Map((await catalog.heads(logged, true)).map((head) => [keyOf(head), head]));
  for (const head of logged) {
    const event = stored.get(keyOf(head));
    if (!event) found('the log has this event, and the table has not', head, 'removed');
    else if (event.hash !== head.hash || event.eventId !== head.eventId) found('the log has another event here', head);
  }
}

/** Finds the event behind a stream's last one in the log, if it should be there by now. */
async function lookBehind(catalog: Target['catalog'], last: EventPlace, newest: number, found: FoundOf): Promise<void> {
  if (newest <= last.version) return;
  const [missing] = await catalog.heads([{ ...last, version: last.version + 1 }], true);
  if (missing && Date.now() - Date.parse(decodedInstant(missing.eventId)) > LATE_MS)
    found('the log has not got this event', missing, 'added');
}

function opened({ file, note }: KeptCheckpoint, vkeys: readonly string[]) {
  const checkpoint = openCheckpoint(note, vkeys);
  if (!checkpoint.ok) throw new CommandFailure(`${file}: ${checkpoint.fault}.`);
  return { file, ...checkpoint };
}

/** The newest version of each pet in the log; the versions before must have come in their order. */
async function* newestLeaves(leaves: AsyncIterable<{ petId: string; version: number }>, found: FoundOf) {
  let last: { petId: string; version: number } | undefined;
  for await (const leaf of leaves) {
    if (last && last.petId !== leaf.petId) yield last;
    const expected = last?.petId === leaf.petId ? last.version + 1 : 1;
    if (leaf.version !== expected)
      found(`version ${expected} was expected here in the log`, { streamId: leaf.petId, version: leaf.version });
    last = leaf;
  }
  if (last) yield last;
}
