import type { FieldChange } from '../domain/fieldChanges.ts';
import type { JsonValue } from '../domain/jsonValue.ts';
import type { PET_STATUSES, Pet, PetAttributes } from '../domain/pet.ts';
import type { PetEvent } from '../domain/petEvents.ts';
import type { PersonalName } from '../domain/splitPersonal.ts';
import { queryOf, request } from './apiRequest.ts';

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
/** `partial`: whether the page looked at enough pets before it was full; its cursor goes on from there. */
export type PetPage = Page<Pet> & { partial?: boolean };

/** An event as its history shows it. */
export interface HistoryItem {
  eventId: string;
  petId: string;
  version: number;
  type: PetEvent['type'];
  schemaVersion: number;
  occurredAt: string;
  metadata: { actor: string; requestId: string; correlationId: string; causationId?: string; traceparent?: string };
  previousHash: string | null;
  hash: string;
  /** The personal data that the pet had after the event, and that was erased since. */
  erased?: PersonalName[];
  changes: FieldChange[];
}
export type HistoryPage = Page<HistoryItem>;

/** A whole event: what happened, and the pet's attributes after it. */
export type FeedItem = Omit<HistoryItem, 'changes'> &
  PetEvent & { state: PetAttributes | null; createdEventId: string | null };
/** An event with its place in the log. */
export type LoggedItem = FeedItem & { index: number };
/** The proof that the signed log holds an event; `pets-service/receipt` checks it. */
export interface Receipt {
  leaf: string;
  index: number;
  inclusion: string[];
  checkpoint: string;
}
/** `caughtUp`: whether that was all for now. */
export type EventsPage = Page<FeedItem> & { caughtUp: boolean };

/** A field of a pet, and the event that last set it. */
export interface BlamedField {
  pointer: string;
  value: JsonValue;
  version: number;
  eventId: string;
  occurredAt: string;
  actor: string;
}
export interface Blame {
  petId: string;
  version: number;
  fields: BlamedField[];
}
/** There is a `nextCursor` only where the fields are more than one answer carries. It holds for this version of the pet. */
export type BlamePage = Blame & { nextCursor?: string };

// What the requests can be asked with. Times are ISO 8601 with offset.
type PageQuery = { limit?: number; cursor?: string };
export type ShowQuery = { consistency?: 'strong' | 'eventual'; version?: number; at?: string };
export type PetFilters = { type?: string; status?: (typeof PET_STATUSES)[number]; ownerId?: string; name?: string };
/** `at`: the pets as they were. */
export type ListQuery = PetFilters & { at?: string } & PageQuery;
export type HistoryQuery = { order?: 'asc' | 'desc' } & PageQuery;
export type EventsQuery = { from?: string; to?: string; type?: PetEvent['type']; actor?: string } & PageQuery;

/** The requests that the API knows, as data. `PetsClient` says what each one does. */
export const petsRequests = {
  create: (pet: object) => request<Pet>('POST', '/pets', pet),
  show: (petId: string, query: ShowQuery = {}) => request<Pet>('GET', petPath(petId) + queryOf(query)),
  list: (query: ListQuery = {}) => request<PetPage>('GET', `/pets${queryOf(query)}`),
  update: (petId: string, patch: object, version?: number) => request<Pet>('PATCH', petPath(petId), patch, version),
  remove: (petId: string, version?: number) => request<void>('DELETE', petPath(petId), undefined, version),
  restore: (petId: string, version?: number, expectedVersion?: number) =>
    request<Pet>('POST', `${petPath(petId)}/restore${queryOf({ version })}`, undefined, expectedVersion),
  erase: (petId: string, fields?: readonly PersonalName[]) =>
    request<Pet | null>('DELETE', `${petPath(petId)}/personal-data${queryOf({ fields: fields?.join() })}`),
  blame: (petId: string, query: { cursor?: string } = {}) =>
    request<BlamePage>('GET', `${petPath(petId)}/blame${queryOf(query)}`),
  history: (petId: string, query: HistoryQuery = {}) =>
    request<HistoryPage>('GET', `${petPath(petId)}/history${queryOf(query)}`),
  receipt: (petId: string, version: number) => request<Receipt>('GET', `${petPath(petId)}/history/${version}/receipt`),
  eventsAfter: (after: number, limit?: number) =>
    request<Page<LoggedItem> & { caughtUp: boolean }>('GET', `/events${queryOf({ after, limit })}`),
  events: (query: EventsQuery = {}) => request<EventsPage>('GET', `/events${queryOf(query)}`),
};

const petPath = (petId: string): string => `/pets/${encodeURIComponent(petId)}`;
