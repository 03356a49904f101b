import { historyFaults } from '../../judge/history.ts';
import { isSameJson } from '../../judge/json.ts';
import { wrongInRow } from '../../judge/row.ts';
import type { ServicePromise } from './promise.ts';

export const historyIsWhole: ServicePromise = {
  name: 'histories are whole: chain, ids, fold',
  breaches: ({ stored }) => [...stored].flatMap(([petId, items]) => historyFaults(petId, items)),
};

export const storedStays: ServicePromise = {
  name: 'what was stored is never changed or removed',
  breaches({ stored, trespasses }, timeline) {
    const changed = timeline.petIds.filter((petId) => {
      const committed = timeline.commits(petId).map(({ item }) => item);
      return !isSameJson(stored.get(petId), committed);
    });
    return [
      ...changed.map((petId) => `the events of ${petId} are not those that were stored`),
      ...trespasses.map((operation) => `a function sent ${operation} to the Events table`),
    ];
  },
};

export const rowsEqualFold: ServicePromise = {
  name: 'rows equal the fold of their events',
  breaches: ({ rows, drained }, timeline) =>
    drained
      ? timeline.petIds
          .map((petId) => {
            const { event, state } = timeline.newest(petId);
            const { shard } = timeline.commits(petId)[0]!.item;
            return { petId, wrong: wrongInRow(rows.get(petId), event, state, shard) };
          })
          .filter(({ wrong }) => wrong.length > 0)
          .map(({ petId, wrong }) => `the row of ${petId} is not its newest event's: ${wrong.join(', ')}`)
      : [],
};

export const listsHoldTheLive: ServicePromise = {
  name: 'lists hold every live pet once',
  breaches({ listed, drained }, timeline) {
    const live = timeline.petIds.filter((petId) => timeline.newest(petId).state.pet !== null);
    return !drained || isSameJson([...listed].sort(), live.sort())
      ? []
      : [`the lists hold ${listed.join(' ')}, and the live pets are ${live.join(' ')}`];
  },
};

export const streamsMoveOn: ServicePromise = {
  name: 'a bad record holds up nothing',
  breaches: ({ drained }) => (drained ? [] : ['the streams did not come to rest']),
};
