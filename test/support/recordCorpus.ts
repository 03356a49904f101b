import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createTables } from '../../infra/local/createTables.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { setEnvironment } from '../../infra/local/setEnvironment.ts';
import { openTarget } from '../../src/cli/target.ts';
import type { PetCommand } from '../../src/domain/decide.ts';
import { inReadingOrder } from '../../src/domain/pet.ts';
import { schemaVersionOf } from '../../src/eventStore/streamKind.ts';
import { petAfter, petStream, type RecordedPetEvent } from '../../src/streams/petStream.ts';
import { eventsOf, sealed } from './history.ts';

// npx tsx test/support/recordCorpus.ts [name]: adds a stream that the present code stores to test/corpus, as items of the
// engine. Once for each schemaVersion, and under a name of its own for a new type of event: what is in the corpus stays as
// it is.

const START = Date.UTC(2025, 0, 1, 9);
const HOUR = 3_600_000;
const commands: PetCommand[] = [
  {
    type: 'CreatePet',
    attributes: {
      name: 'Fido 🐕',
      type: 'dog',
      breed: 'Beagle',
      birthDate: '2024-02-29',
      weightKg: 12.5,
      tags: ['good', ''],
      status: 'available',
      toys: [{ name: 'ball', price: 1e-7 }, null, [true, -0.5, Number.MAX_SAFE_INTEGER]],
      address: { city: 'Bonn', zip: 53111 },
      'a/b~c': {},
      empty: '',
    },
  },
  {
    type: 'UpdatePet',
    patch: { name: 'Rex', breed: null, weightKg: 13, tags: [], address: { zip: null, street: 'Am Hof 1' } },
  },
  { type: 'UpdatePet', patch: { weightKg: null } },
  { type: 'DeletePet' },
  { type: 'CreatePet', attributes: { name: 'Luna', type: 'cat', weightKg: 4 } },
  { type: 'UpdatePet', patch: { status: 'adopted', ownerId: 'o-1', notes: 'shy', photoUrls: ['a'] } },
  { type: 'ErasePersonalData', fields: ['ownerId', 'notes'] },
];

const name = process.argv[2] ?? `schemaVersion${schemaVersionOf(petStream)}`;
const folder = fileURLToPath(new URL(`../corpus/${name}/`, import.meta.url));
mkdirSync(folder);
const write = (file: string, content: unknown) =>
  writeFileSync(`${folder}${file}.json`, `${JSON.stringify(content, null, 2)}\n`);

const engine = await startEngine();
setEnvironment(engine.endpoint, true);
const client = new DynamoDBClient();
await createTables(client);
const { store } = await openTarget({ endpoint: engine.endpoint, data: '' });
const petId = `corpus-${name}`;
const events: RecordedPetEvent[] = eventsOf(
  petId,
  commands.map((command, index) => ({ command, now: START + index * HOUR })),
);
for (const event of events) {
  await store.append(sealed(event));
  const Key = { petId: { S: petId }, version: { N: String(event.version) } };
  const { Item = {} } = await client.send(new GetItemCommand({ TableName: 'Events', Key }));
  write(
    `${event.version}-${event.type}`,
    Object.fromEntries(Object.entries(Item).sort(([a], [b]) => (a < b ? -1 : 1))),
  );
}
const pets = events.map(petAfter);
write(
  'pets',
  pets.map((pet) => pet && inReadingOrder(pet)),
);
await engine.stop();
