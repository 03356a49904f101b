import { MerkleTree } from '../log/merkleTree.ts';
import { linesOf } from './linesOf.ts';
import { CommandFailure } from './target.ts';
import { writeOutput } from './writeOutput.ts';

const FORMAT = 'pets-digest/1';

/** A pet's newest event, as a digest records it. */
export interface DigestEntry {
  petId: string;
  version: number;
  hash: string;
}

/** The last line of a digest file. */
export interface DigestSummary {
  root: string;
  pets: number;
  events: number;
  takenAt: string;
}

/** The line that stands for a pet, and the leaf of the Merkle tree: canonical JSON (RFC 8785). */
export const digestLine = ({ petId, version, hash }: DigestEntry): string => JSON.stringify({ hash, petId, version });

/** Writes a digest: its format, a line for each pet in the order of the petIds, the summary. */
export async function writeDigest(
  file: string,
  entries: AsyncIterable<DigestEntry>,
  summary: DigestSummary,
): Promise<void> {
  async function* lines() {
    yield `${JSON.stringify({ format: FORMAT })}\n`;
    for await (const entry of entries) yield `${digestLine(entry)}\n`;
    yield `${JSON.stringify(summary)}\n`;
  }
  await writeOutput(file, lines());
}

/** Reads a digest file to its end. Throws where it is not a digest, or its lines are not those that its root was made of. */
export async function checkDigest(file: string): Promise<DigestSummary> {
  const tree = new MerkleTree();
  let pets = 0;
  let previous: DigestEntry | undefined;
  let summary: DigestSummary | undefined;
  let isFirst = true;
  for await (const value of valuesIn(file)) {
    if (summary) throw new CommandFailure(`${file} has lines behind its summary.`);
    if (isFirst && value.format !== FORMAT)
      throw new CommandFailure(`${file} is not a digest in the format ${FORMAT}.`);
    if (isEntry(value)) {
      if (previous && value.petId <= previous.petId) throw new CommandFailure(`${file} is not in order.`);
      tree.add(digestLine(value));
      pets++;
      previous = value;
    } else if (!isFirst) summary = value as unknown as DigestSummary;
    isFirst = false;
  }
  if (!summary) throw new CommandFailure(`${file} has no summary, so it is not whole.`);
  if (summary.root !== tree.root().toString('hex') || summary.pets !== pets)
    throw new CommandFailure(`${file} was changed: its lines do not make its root.`);
  return summary;
}

/** The entries of a digest file that was checked, in the order of their petIds. */
export async function* digestEntries(file: string): AsyncGenerator<DigestEntry> {
  for await (const value of valuesIn(file)) if (isEntry(value)) yield value;
}

type Line = Record<string, unknown>;

const isEntry = (value: Line): value is Line & DigestEntry =>
  typeof value.petId === 'string' && typeof value.version === 'number' && typeof value.hash === 'string';

async function* valuesIn(file: string): AsyncGenerator<Line> {
  for await (const { text } of linesOf(file)) yield parsed(file, text);
}

function parsed(file: string, line: string): Line {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Line;
  } catch {
    // Told below, as is JSON that is not an object.
  }
  throw new CommandFailure(`${file} is not a digest: a line is not a JSON object.`);
}
