import { setTimeout as sleep } from 'node:timers/promises';
import { busRule } from '../../infra/local/busRule.ts';
import { startService } from '../../infra/local/service.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import type { PetMessage } from '../../src/messages/petMessageSchemas.ts';
import { samplePet } from '../pets.ts';

// Prints, as JSON, the milliseconds from the acknowledgement of each of so many creations, by so many clients, to its
// delivery; 0 for one that was delivered before the client had its answer.
const [count = 0, clients = 1] = process.argv.slice(2).map(Number);
const service = await startService({ host: '127.0.0.1', port: 0 });
const acknowledged = new Map<string, number>();
const delivered = new Map<string, number>();
service.bus.addRule(
  busRule('lag', { source: ['pets'] }, async (event) => {
    delivered.set((event as PetMessage).detail.metadata.petId, performance.now());
  }),
);
const client = petsClient({ url: service.url });
let n = 0;
await Promise.all(
  Array.from({ length: clients }, async () => {
    while (n < count) {
      const { petId } = await client.create(samplePet(n++));
      acknowledged.set(petId, performance.now());
      if (clients === 1) while (!delivered.has(petId)) await sleep(1);
    }
  }),
);
while (delivered.size < acknowledged.size) await sleep(10);
await service.stop();
console.log(JSON.stringify([...acknowledged].map(([petId, time]) => Math.max(0, delivered.get(petId)! - time))));
process.exit();
