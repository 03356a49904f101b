/** How far a consumer got with a pet, and what it keeps of it. */
export interface Progress<Kept> {
  /** The version of the newest event that was handled. */
  version: number;
  kept: Kept;
}

/** Where a consumer keeps its progress with every pet. */
export interface PetStore<Kept> {
  /** The progress with a pet as it was saved last; undefined before the first event. */
  load(petId: string): Promise<Progress<Kept> | undefined>;
  /** Saves if the version saved last is still `expected`, 0 for none. False, and nothing is saved, if it is not. */
  save(petId: string, progress: Progress<Kept>, expected: number): Promise<boolean>;
}
