import { examinePet } from '../support/examinePet.ts';
import { gatewayEvent, parsed } from '../support/gatewayEvent.ts';
import type { Ground } from './ground.ts';

export interface ManyWriters {
  commands: number;
  acknowledged: number;
  /** Commands that were told to come again: they lost every race for three seconds, or the table was too slow. */
  refused: number;
  /** Acknowledged versions that are not there once. */
  missing: number;
  /** Commands that began after another was acknowledged, and have a lower version. */
  outOfOrder: number;
  /** What is wrong: gaps, chain, fold, row. */
  findings: number;
}

/** All writers change one pet at once, each so many times, without If-Match. */
export async function manyWriters({ service, client }: Ground, writers: number, changes: number): Promise<ManyWriters> {
  const petId = 'contended';
  const body = JSON.stringify({ petId, name: 'Fido', type: 'dog' });
  await service.invoke('createPet', gatewayEvent('POST /pets', { body }));

  const acknowledged: { version: number; begin: number; end: number }[] = [];
  let refused = 0;
  const write = async (writer: number) => {
    for (let n = 1; n <= changes; n++) {
      const begin = performance.now();
      const patch = { pathParameters: { petId }, body: JSON.stringify({ [`writer${writer}`]: n }) };
      const reply = parsed(await service.invoke('updatePet', gatewayEvent('PATCH /pets/{petId}', patch)));
      // A conflict that lasted, or a table that a busy machine made too slow.
      if (reply.headers['retry-after']) refused++;
      else acknowledged.push({ version: Number(JSON.parse(`${reply.headers.etag}`)), begin, end: performance.now() });
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(writer)));

  const { items, faults, wrongInRow } = await examinePet(client, petId);
  const events = items.length;
  const versions = new Set(acknowledged.map(({ version }) => version));
  const missing = acknowledged.length - versions.size + [...versions].filter((version) => version > events).length;
  return {
    commands: writers * changes,
    acknowledged: acknowledged.length,
    refused,
    missing,
    outOfOrder: outOfOrder(acknowledged),
    findings: faults.length + wrongInRow.length,
  };
}

function outOfOrder(commands: readonly { version: number; begin: number; end: number }[]): number {
  const byEnd = [...commands].sort((a, b) => a.end - b.end);
  let next = 0;
  let highest = 0;
  return [...commands]
    .sort((a, b) => a.begin - b.begin)
    .filter(({ version, begin }) => {
      for (let before = byEnd[next]; before && before.end < begin; before = byEnd[++next]) {
        highest = Math.max(highest, before.version);
      }
      return version < highest;
    }).length;
}
