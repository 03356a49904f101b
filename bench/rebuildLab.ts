import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { createTable, createTables } from '../infra/local/createTables.ts';
import { type Engine, startEngine } from '../infra/local/engine.ts';
import { setEnvironment } from '../infra/local/setEnvironment.ts';
import { openTarget, type Target } from '../src/cli/target.ts';
import type { RecordedPetEvent } from '../src/streams/petStream.ts';
import { tables } from '../src/tables.ts';
import { updatesOf } from '../test/support/history.ts';
import { putEvents } from '../test/support/items.ts';

/** The pets whose events are written at once. */
const PETS_AT_ONCE = 100;

export interface Lab {
  engine: Engine;
  target: Target;
}

/**
 * An engine of its own with so many pets in its Events table, and an empty Pets table. The tables have neither a stream,
 * which the embedded engine slows down with, nor the index `feed`, which a rebuild does not read. `written` is told the
 * events of some pets once they are stored; nothing else holds them.
 */
export async function startLab(
  pets: number,
  eventsPerPet: number,
  { stored = eventsPerPet, written = (_: RecordedPetEvent[][]): void => {} } = {},
): Promise<Lab> {
  const engine = await startEngine();
  setEnvironment(engine.endpoint, true);
  const { feed: _, ...indexes } = tables.events.indexes;
  await createTable(new DynamoDBClient(), { ...tables.events, indexes, stream: false });
  await createTables(new DynamoDBClient());
  const target = await openTarget({ endpoint: engine.endpoint, data: '' });
  for (let start = 0; start < pets; start += PETS_AT_ONCE) {
    const histories = Array.from({ length: Math.min(PETS_AT_ONCE, pets - start) }, (_unused, n) =>
      updatesOf(`pet-${start + n}`, eventsPerPet),
    );
    await putEvents(
      target.client,
      histories.flatMap((history) => history.slice(0, stored)),
    );
    written(histories);
  }
  return { engine, target };
}

/** Puts an empty Pets table in the place of the one that is there. */
export async function emptyPets({ target }: Lab): Promise<void> {
  await target.client.send(new DeleteTableCommand({ TableName: tables.pets.localName }));
  await createTable(new DynamoDBClient(), tables.pets);
}

export interface Timed {
  seconds: number;
  /** The most memory that the process held, in MiB. */
  peak: number;
  /** The rows that it wrote. */
  rows: number;
}

/** Makes the rows in one of the `ways`, in a process of its own with these flags of Node, into an empty table. */
export async function timed(way: string, lab: Lab, flags: readonly string[] = []): Promise<Timed> {
  await emptyPets(lab);
  const script = fileURLToPath(new URL('./rebuildWay.ts', import.meta.url));
  const command = [...flags, '--import', 'tsx', script, way, lab.engine.endpoint];
  return JSON.parse(
    execFileSync(process.execPath, command, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }),
  );
}
