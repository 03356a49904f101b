import { isDeepStrictEqual } from 'node:util';
import type { JsonObject } from '../../../src/domain/jsonValue.ts';
import { checkHistory } from '../../../src/eventStore/checkHistory.ts';
import { toItem } from '../../../src/eventStore/fromItem.ts';
import { isLive, petRow } from '../../../src/projections/petRow.ts';
import { petStream } from '../../../src/streams/petStream.ts';
import type { ServicePromise } from './promise.ts';

const asJson = (value: unknown) => JSON.parse(JSON.stringify(value));

export const historyIsWhole: ServicePromise = {
  name: 'histories are whole: chain, ids, fold',
  breaches: ({ stored }) =>
    [...stored].flatMap(([petId, items]) => {
      const check = checkHistory(petStream, petId);
      return items
        .flatMap((item) => check.next(item as JsonObject))
        .map(({ version, check, message }) => `${petId} ${version}: ${check}, ${message}`);
    }),
};

export const storedStays: ServicePromise = {
  name: 'what was stored is never changed or removed',
  breaches({ stored, trespasses }, timeline) {
    const changed = timeline.petIds.filter((petId) => {
      const committed = timeline.commits(petId).map(({ event }) => asJson(toItem(petStream, event)));
      return !isDeepStrictEqual(asJson(stored.get(petId)), committed);
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
          .filter((petId) => !isDeepStrictEqual(asJson(rows.get(petId) ?? null), asJson(rowOf(timeline, petId))))
          .map((petId) => `the row of ${petId} is not its newest event's`)
      : [],
};

const rowOf = (timeline: Parameters<ServicePromise['breaches']>[1], petId: string) =>
  petRow(timeline.commits(petId).at(-1)!.event);

export const listsHoldTheLive: ServicePromise = {
  name: 'lists hold every live pet once',
  breaches({ listed, drained }, timeline) {
    const live = timeline.petIds.filter((petId) => isLive(rowOf(timeline, petId)));
    return !drained || isDeepStrictEqual([...listed].sort(), live.sort())
      ? []
      : [`the lists hold ${listed.join(' ')}, and the live pets are ${live.join(' ')}`];
  },
};

export const streamsMoveOn: ServicePromise = {
  name: 'a bad record holds up nothing',
  breaches: ({ drained }) => (drained ? [] : ['the streams did not come to rest']),
};
