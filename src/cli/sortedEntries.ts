import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { textLines } from '../client/textLines.ts';
import { untilExit } from './untilExit.ts';

/** So many entries are sorted in memory; every further run goes to a file. */
const RUN_LENGTH = 50_000;

/**
 * Takes entries in any order and gives them back in the order of their petIds, as often as wanted. Memory holds one run
 * of them, however many there are: an external merge sort in the folder for temporary files.
 */
export class SortedEntries<T extends { petId: string }> {
  private run: T[] = [];
  private readonly files: string[] = [];
  private folder: string | undefined;
  private remove: (() => void) | undefined;
  private readonly runLength: number;
  private spilling: Promise<void> = Promise.resolve();

  constructor(runLength = RUN_LENGTH) {
    this.runLength = runLength;
  }

  async add(entry: T): Promise<void> {
    this.run.push(entry);
    if (this.run.length < this.runLength) return;
    const full = this.run;
    this.run = [];
    this.spilling = this.spilling.then(() => this.spill(full));
    await this.spilling;
  }

  /** In the order of the petIds; entries of the same petId stand together. */
  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    const runs = [...this.files.map((file) => entriesIn<T>(file)), sorted(this.run)[Symbol.iterator]()];
    const heads = await Promise.all(runs.map(async (run) => ({ run, next: await run.next() })));
    while (true) {
      const open = heads.filter(({ next }) => !next.done);
      if (open.length === 0) return;
      const first = open.reduce((best, head) => (head.next.value!.petId < best.next.value!.petId ? head : best));
      yield first.next.value!;
      first.next = await first.run.next();
    }
  }

  async dispose(): Promise<void> {
    this.remove?.();
  }

  private async spill(run: T[]): Promise<void> {
    if (this.folder === undefined) {
      this.folder = await mkdtemp(join(tmpdir(), 'pets-sorted-'));
      this.remove = untilExit(this.folder);
    }
    const file = join(this.folder, String(this.files.length));
    const lines = Readable.from(sorted(run).map((entry) => `${JSON.stringify(entry)}\n`));
    await pipeline(lines, createWriteStream(file));
    this.files.push(file);
  }
}

const sorted = <T extends { petId: string }>(entries: T[]): T[] =>
  entries.sort((a, b) => (a.petId < b.petId ? -1 : a.petId > b.petId ? 1 : 0));

async function* entriesIn<T>(file: string): AsyncGenerator<T, undefined> {
  for await (const line of textLines(createReadStream(file))) yield JSON.parse(line) as T;
  return undefined;
}

/** What stands in both or one of two lists that are in the order of their petIds. */
export async function* joined<L extends { petId: string }, R extends { petId: string }>(
  left: AsyncIterable<L>,
  right: AsyncIterable<R>,
): AsyncGenerator<{ left?: L; right?: R }> {
  const [lefts, rights] = [left[Symbol.asyncIterator](), right[Symbol.asyncIterator]()];
  let [l, r] = await Promise.all([lefts.next(), rights.next()]);
  while (!l.done || !r.done) {
    const takesLeft = !l.done && (r.done || l.value.petId <= r.value.petId);
    const takesRight = !r.done && (l.done || r.value.petId <= l.value.petId);
    yield { ...(takesLeft && { left: l.value }), ...(takesRight && { right: r.value }) };
    if (takesLeft) l = await lefts.next();
    if (takesRight) r = await rights.next();
  }
}
