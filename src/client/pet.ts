import type { KnownAttributes, ServerOwned } from '../domain/pet.ts';

/** What may be left out may also be null: there is no such member then. */
type Removable<T> = { [K in keyof T]: undefined extends T[K] ? T[K] | null : T[K] };

/** A pet. `Others` are attributes of your own, such as `{ chip: { maker: string } }`: nothing infers them. */
export type Pet<Others = unknown> = KnownAttributes & ServerOwned & NoInfer<Others>;

/** What a pet is made of. The service makes the petId unless there is one, and ignores what else is its own. */
export type NewPet<Others = unknown> = Removable<KnownAttributes> & Partial<ServerOwned> & NoInfer<Others>;

/** A merge patch (RFC 7396): null removes an attribute. What is the service's own is ignored. */
export type PetPatch<Others = unknown> = Partial<Removable<KnownAttributes>> & Partial<ServerOwned> & NoInfer<Others>;
