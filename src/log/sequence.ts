import { decodeTime } from 'ulid';
import { chunked } from '../dynamo/chunked.ts';
import type { EventFeed } from '../eventStore/eventFeed.ts';
import { idsFrom } from '../eventStore/nextEventId.ts';
import type { EventHead, EventPlace, StreamCatalog } from '../eventStore/streamCatalog.ts';
import { checkpointText, type Signer, signedCheckpoint, vkeyOf } from './checkpoint.ts';
import type { CheckpointArchive } from './checkpointArchive.ts';
import { leafText, parseLeaf } from './leafText.ts';
import type { Batch, LogStore, SignedCheckpoint } from './logStore.ts';
import { MerkleTree } from './merkleTree.ts';
import { readLeaves, readTile } from './readTile.ts';
import { TILE_HEIGHT } from './tile.ts';
import { treeProofs } from './treeProofs.ts';

export interface Sequencer {
  origin: string;
  idAttribute: string;
  events: Pick<EventFeed, 'feedHeads'> & Pick<StreamCatalog, 'heads'>;
  log: LogStore;
  /** All of them sign, the newest first. */
  signers: readonly Signer[];
  archive?: CheckpointArchive;
}

export interface SequenceRun {
  /** Milliseconds since 1970. */
  now: number;
  /** How far behind what was read already events are looked for that appeared late. */
  lookBackMs: number;
  hasTime(): boolean;
}

export interface Sequenced {
  /** How many leaves the log has. */
  size: number;
  /** How many of them this run added. */
  added: number;
  /** What this run signed. */
  signed?: SignedCheckpoint;
  /** Why the log was not touched, as a sentence without its full stop. Someone has to look. */
  refused?: string;
  /** The streams whose events wait for ones before them that are missing. */
  heldBack: readonly EventPlace[];
}

/** So many leaves make an item of some 200 KB; DynamoDB takes 400. */
const LEAVES_PER_BATCH = 1_000;
/** The newest leaves whose events must still be there before anything is added or signed. */
const LEAVES_CHECKED = 100;
/** Leaves of the past that are kept in memory to recognise their events; the others are looked up. */
const MOST_KNOWN = 200_000;
/** Sorts behind every id. */
const LAST = '~';

const keyOf = ({ streamId, version }: EventPlace): string => `${version} ${streamId}`;

/**
 * Takes the events that the log has not got into it, in the order in which it meets them, each once and each stream's
 * versions without a gap, and signs what it has come to.
 *
 * A batch is committed by one write that succeeds only if nobody else has written it. All else follows from the
 * committed batches, so that any run can finish what another left undone: two at once, a crash or a stall anywhere,
 * and clocks that are wrong lead to delays, and never to two histories.
 */
export async function sequence(sequencer: Sequencer, { now, lookBackMs, hasTime }: SequenceRun): Promise<Sequenced> {
  const { events, log, idAttribute } = sequencer;
  const signedBefore = await log.newestCheckpoint();
  let head = await headOf(log);
  const size = head.tree.size;
  const heldBack: EventPlace[] = [];
  const outcome = (more: Partial<Sequenced> = {}): Sequenced => ({
    size: head.tree.size,
    added: head.tree.size - size,
    heldBack,
    ...more,
  });

  const signedSize = signedBefore?.size ?? 0;
  if (size > signedSize) for await (const batch of log.batches(signedSize)) await addWhatFollows(sequencer, batch);

  let checked: Promise<string | undefined> | undefined;
  const fault = () => {
    checked ??= faultIn(sequencer, head.tree, signedBefore);
    return checked;
  };

  const from = Math.min(head.readTo, now) - lookBackMs;
  const known = knownLeaves(sequencer, from);
  const feed = events.feedHeads({ above: idsFrom(from), below: LAST, count: LEAVES_PER_BATCH });
  for await (const heads of inChunks(feed)) {
    const fresh = await unlogged(log, heads, await known());
    if (fresh.conflict) return outcome({ refused: conflictMessage(idAttribute, fresh.conflict) });
    const leaves = await withoutGaps(sequencer, fresh.heads, (place) => heldBack.push(place));
    for (const part of chunked(leaves, LEAVES_PER_BATCH)) {
      const refused = await fault();
      if (refused !== undefined) return outcome({ refused });
      const readTo = Math.min(now, Math.max(head.readTo, decodeTime(heads.at(-1)!.eventId)));
      const { tree } = head;
      const batch: Batch = {
        start: tree.size,
        leaves: part.map((leaf) => leafText(idAttribute, leaf)),
        frontier: tree.frontier,
        readTo,
      };
      // Another sequencer is at work: it goes on from here, and so does the next run.
      if ((await log.append(batch)) === 'taken') return outcome();
      head = headAfter(batch);
      for (const leaf of part) (await known()).set(keyOf(leaf), leaf.hash);
      await addWhatFollows(sequencer, batch);
    }
    if (!hasTime()) break;
  }

  if (signedBefore?.size === head.tree.size) return outcome();
  const refused = await fault();
  if (refused !== undefined) return outcome({ refused });
  return outcome({ signed: await sign(sequencer, head.tree, now) });
}

interface Head {
  tree: MerkleTree;
  readTo: number;
}

/** What the log has come to. */
async function headOf(log: LogStore): Promise<Head> {
  for await (const batch of log.newestBatches()) return headAfter(batch);
  return { tree: new MerkleTree(), readTo: 0 };
}

function headAfter({ start, frontier, leaves, readTo }: Batch): Head {
  const tree = new MerkleTree(frontier, start);
  for (const leaf of leaves) tree.add(leaf);
  return { tree, readTo };
}

/** Adds what is found by leaf and by tile; all of it follows from the batch. */
async function addWhatFollows({ log, idAttribute }: Pick<Sequencer, 'log' | 'idAttribute'>, batch: Batch) {
  const { start, frontier, leaves } = batch;
  const tree = new MerkleTree(frontier, start);
  const completed = leaves.flatMap((leaf) => tree.add(leaf));
  const roots = completed
    .filter(({ level }) => level > 0 && level % TILE_HEIGHT === 0)
    .map(({ level, index, hash }) => ({ level: level / TILE_HEIGHT, index, hash }));
  await log.addTileRoots(roots);
  await log.addPlaces(leaves.map((leaf, offset) => ({ ...parseLeaf(idAttribute, leaf), index: start + offset })));
}

/** The hashes of the log's events from a time on, by their places; read when they are first asked for. */
function knownLeaves({ log, idAttribute }: Pick<Sequencer, 'log' | 'idAttribute'>, from: number) {
  const read = async () => {
    const hashes = new Map<string, string>();
    for await (const batch of log.newestBatches()) {
      if (batch.readTo < from || hashes.size > MOST_KNOWN) break;
      for (const text of batch.leaves) {
        const leaf = parseLeaf(idAttribute, text);
        hashes.set(keyOf(leaf), leaf.hash);
      }
    }
    return hashes;
  };
  let known: ReturnType<typeof read> | undefined;
  return () => {
    known ??= read();
    return known;
  };
}

/** Those events that the log has not got, or one that it has with another hash. */
async function unlogged(
  log: LogStore,
  heads: readonly EventHead[],
  known: ReadonlyMap<string, string>,
): Promise<{ heads: EventHead[]; conflict?: EventHead }> {
  const unknown = heads.filter((head) => !known.has(keyOf(head)));
  const places = new Map((await log.places(unknown)).map((place) => [keyOf(place), place.hash]));
  const hashOf = (head: EventHead) => known.get(keyOf(head)) ?? places.get(keyOf(head));
  const conflict = heads.find((head) => (hashOf(head) ?? head.hash) !== head.hash);
  return { heads: unknown.filter((head) => !places.has(keyOf(head))), ...(conflict && { conflict }) };
}

/**
 * The events with those that are missing before them, which the feed did not show: they are read from their streams. If
 * one is not there either, those behind it are held back.
 */
async function withoutGaps(
  { events, log }: Pick<Sequencer, 'events' | 'log'>,
  heads: readonly EventHead[],
  holdBack: (place: EventPlace) => void,
): Promise<EventHead[]> {
  const newest = await versionsBefore(log, heads);
  const taken: EventHead[] = [];
  for (const head of heads) {
    const { streamId, version } = head;
    const before = newest.get(streamId) ?? (await log.newestVersion(streamId));
    if (version <= before) continue;
    const missing = Array.from({ length: version - before - 1 }, (_, index) => ({
      streamId,
      version: before + 1 + index,
    }));
    const found = missing.length > 0 ? await events.heads(missing, true) : [];
    if (found.length < missing.length) {
      holdBack({ streamId, version });
      newest.set(streamId, Number.POSITIVE_INFINITY);
      continue;
    }
    taken.push(...found.sort((a, b) => a.version - b.version), head);
    newest.set(streamId, version);
  }
  return taken;
}

/** The newest versions that the log has of the streams that go on without a gap. */
async function versionsBefore(log: LogStore, heads: readonly EventHead[]): Promise<Map<string, number>> {
  const firsts = new Map(
    heads.toReversed().map(({ streamId, version }) => [streamId, { streamId, version: version - 1 }]),
  );
  const before = [...firsts.values()];
  const found = await log.places(before.filter(({ version }) => version > 0));
  const known = [...before.filter(({ version }) => version === 0), ...found];
  return new Map(known.map(({ streamId, version }) => [streamId, version]));
}

/** Why nothing may be added or signed: events of the log are gone, or it is not the log that was signed before. */
async function faultIn(
  { events, log, archive, idAttribute, origin }: Sequencer,
  tree: MerkleTree,
  signed: SignedCheckpoint | undefined,
): Promise<string | undefined> {
  const texts = await readLeaves(log, Math.max(0, tree.size - LEAVES_CHECKED), tree.size);
  const leaves = texts.map((text) => parseLeaf(idAttribute, text));
  const hashes = new Map((await events.heads(leaves, true)).map((head) => [keyOf(head), head.hash]));
  const gone = leaves.find((leaf) => hashes.get(keyOf(leaf)) !== leaf.hash);
  if (gone) return conflictMessage(idAttribute, gone);

  const beyond = await archive?.newestBeyond(signed?.size ?? -1);
  if (!beyond) return undefined;
  if (beyond.size > tree.size) {
    // Perhaps another sequencer has gone on meanwhile.
    const now = await headOf(log);
    if (now.tree.size >= beyond.size) return undefined;
    return `a checkpoint of ${beyond.size} leaves was signed, and the log has ${now.tree.size}`;
  }
  const root = await treeProofs(tree.size, (tile) => readTile(log, tile)).root(beyond.size);
  const text = checkpointText({ origin, size: beyond.size, root });
  return beyond.note.startsWith(text) ? undefined : `the log is not the one whose ${beyond.size} leaves were signed`;
}

const conflictMessage = (idAttribute: string, { streamId, version }: EventPlace): string =>
  `the event of ${idAttribute} ${streamId}, version ${version}, is not the one that the log has`;

/** Signs the tree, and keeps the checkpoint in the archive before anybody is shown it. */
async function sign(
  { origin, signers, archive, log }: Sequencer,
  tree: MerkleTree,
  now: number,
): Promise<SignedCheckpoint> {
  const { size } = tree;
  const note = await signedCheckpoint({ origin, size, root: tree.root() }, signers);
  const vkeys = await Promise.all(signers.map(async (signer) => vkeyOf(origin, await signer.publicKey())));
  const checkpoint = { size, note, vkeys, signedAt: new Date(now).toISOString() };
  await archive?.put(size, note);
  await log.addCheckpoint(checkpoint);
  return checkpoint;
}

async function* inChunks<T>(items: AsyncIterable<T>): AsyncGenerator<T[]> {
  let chunk: T[] = [];
  for await (const item of items) {
    chunk.push(item);
    if (chunk.length < LEAVES_PER_BATCH) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}
