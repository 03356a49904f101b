import type { EventHead, EventPlace } from './streamCatalog.ts';
import type { StreamKind } from './streamKind.ts';

type Kind = Pick<StreamKind, 'idAttribute'>;
type Item = Record<string, unknown>;

export const headAttributes = ({ idAttribute }: Kind): string[] => [idAttribute, 'version', 'eventId', 'hash'];

export const placeIn = ({ idAttribute }: Kind, item: Item): EventPlace => ({
  streamId: String(item[idAttribute]),
  version: Number(item.version),
});

export const headIn = (kind: Kind, item: Item): EventHead => ({
  ...placeIn(kind, item),
  eventId: String(item.eventId),
  hash: String(item.hash),
});
