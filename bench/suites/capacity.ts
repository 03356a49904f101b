import { startEngine } from '../../infra/local/engine.ts';
import { startMeter } from '../../test/support/meteredEngine.ts';
import { open } from '../peer.ts';
import { samplePatch, samplePet } from '../pets.ts';
import type { ResultTable } from '../report.ts';

/** Requests and capacity units of each command and query, by length of history. */
export async function capacity(quick: boolean): Promise<ResultTable> {
  const engine = await startEngine();
  const meter = await startMeter(engine.endpoint);
  const peer = await open({ endpoint: meter.endpoint });
  const rows: ResultTable['rows'] = [];
  const measure = async (what: string, operation: () => Promise<unknown>) => {
    meter.take();
    await operation();
    const calls = meter.take();
    const sum = (units: 'readUnits' | 'writeUnits') => calls.reduce((total, call) => total + call[units], 0);
    rows.push([what, calls.length, sum('readUnits'), sum('writeUnits')]);
  };

  await measure('create', () => peer.create(samplePet(1)));
  for (const history of [1, quick ? 1_000 : 10_000]) {
    const petId = await peer.seed(history);
    const after = `after ${history.toLocaleString('en-US')} ${history === 1 ? 'event' : 'events'}`;
    await measure(`show ${after}`, () => peer.show(petId));
    await measure(`update ${after}`, () => peer.update(petId, samplePatch(history)));
    await measure(`delete ${after}`, () => peer.remove(petId));
  }
  const pets = quick ? 200 : 1_000;
  for (let n = 0; n < pets; n++) await peer.seed(1);
  await measure(`all of ${pets.toLocaleString('en-US')} pets, as pages of 100 are read`, () => peer.list());

  peer.close();
  meter.stop();
  await engine.stop();
  return {
    title: 'Requests and capacity',
    note: "A small pet's commands and queries, counted between the SDK and the engine. Projecting an event is 2 write units more, and 1 for each filter whose value changes, so a create up to 6.",
    columns: ['what', 'requests', 'read units', 'write units'],
    rows: rows.map((row) => row.map(String)),
  };
}
