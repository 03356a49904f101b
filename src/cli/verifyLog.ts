import { chunked } from '../dynamo/chunked.ts';
import type { Fault, Finding } from '../eventStore/checkHistory.ts';
import { decodedInstant } from '../eventStore/nextEventId.ts';
import { openCheckpoint } from '../log/checkReceipt.ts';
import { parseLeaf } from '../log/leafText.ts';
import type { LogStore } from '../log/logStore.ts';
import { MerkleTree } from '../log/merkleTree.ts';
import { joined, SortedEntries } from './sortedEntries.ts';
import { CommandFailure, type Target } from './target.ts';
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
  { origin, log }: { origin: string; log: LogStore },
  newest: AsyncIterable<DigestEntry>,
  kept: readonly KeptCheckpoint[],
  vkeys: readonly string[],
  report: (finding: Finding) => void,
): Promise<LogVerification> {
  const found = (message: string, streamId = origin, version?: number, fault: Fault = 'edited') =>
    report({ streamId, ...(version !== undefined && { version }), check: 'log', fault, message });
  const signed = await log.newestCheckpoint();
  const checkpoints = [
    ...(signed
      ? [opened({ file: 'its newest checkpoint', note: signed.note }, vkeys.length > 0 ? vkeys : signed.vkeys)]
      : []),
    ...kept.map((one) => opened(one, vkeys.length > 0 ? vkeys : (signed?.vkeys ?? []))),
  ];
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
        const heads = part.map((text) => parseLeaf(kind.idAttribute, text));
        const stored = new Map(
          (await catalog.heads(heads, true)).map((head) => [`${head.version} ${head.streamId}`, head]),
        );
        for (const [place, { streamId, version, eventId, hash }] of heads.entries()) {
          const event = stored.get(`${version} ${streamId}`);
          if (!event) found('the log has this event, and the table has not', streamId, version, 'removed');
          else if (event.hash !== hash || event.eventId !== eventId)
            found('the log has another event here', streamId, version);
          await leaves.add({ petId: streamId, version });
          tree.add(part[place]!);
          check();
        }
      }
    }
    for (const { file, size } of checkpoints)
      if (size > tree.size) found(`${file} has ${size} events, and the log ${tree.size}`);

    for await (const { left: event, right: leaf } of joined(newest, newestLeaves(leaves, found))) {
      if (!event) continue;
      const version = (leaf?.version ?? 0) + 1;
      if (event.version < version) continue;
      const [missing] = await catalog.heads([{ streamId: event.petId, version }], true);
      if (missing && Date.now() - Date.parse(decodedInstant(missing.eventId)) > LATE_MS)
        found('the log has not got this event', event.petId, version, 'added');
    }
    return { origin, size: tree.size, signed: signed?.size ?? 0 };
  } finally {
    await leaves.dispose();
  }
}

function opened({ file, note }: KeptCheckpoint, vkeys: readonly string[]) {
  const checkpoint = openCheckpoint(note, vkeys);
  if (!checkpoint.ok) throw new CommandFailure(`${file}: ${checkpoint.fault}.`);
  return { file, ...checkpoint };
}

/** The newest version of each pet in the log; the versions before must have come in their order. */
async function* newestLeaves(
  leaves: AsyncIterable<{ petId: string; version: number }>,
  found: (message: string, streamId: string, version: number) => void,
) {
  let last: { petId: string; version: number } | undefined;
  for await (const leaf of leaves) {
    if (last && last.petId !== leaf.petId) yield last;
    const expected = last?.petId === leaf.petId ? last.version + 1 : 1;
    if (leaf.version !== expected) found(`version ${expected} was expected here in the log`, leaf.petId, leaf.version);
    last = leaf;
  }
  if (last) yield last;
}
