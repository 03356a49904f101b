import type { HistoryItem } from '../../src/client/petsClient.ts';
import { KNOWN_ATTRIBUTES, PERSONAL_ATTRIBUTES } from '../../src/domain/pet.ts';
import { OTHER, PERSONAL_NAMES, type PersonalName } from '../../src/domain/splitPersonal.ts';

/** What a pet's events say of its personal data. */
export interface PersonalData {
  /** What they hold and no erasure names, in the order of the API. */
  held: PersonalName[];
  /** In how many of them values are still to be removed that were erased. */
  unremoved: number;
  /** The newest erasure. */
  erasure?: HistoryItem | undefined;
}

/** The personal data in a pet's events, newest first. */
export function personalData(items: readonly HistoryItem[]): PersonalData {
  const held = new Set<PersonalName>();
  const erased = new Set<PersonalName>();
  let unremoved = 0;
  for (const { type, changes } of items) {
    if (type === 'PersonalDataErased') for (const name of namesIn(changes)) erased.add(name);
    const valued = namesIn(changes.filter(({ before, after }) => before !== undefined || after !== undefined));
    for (const name of valued) if (!erased.has(name)) held.add(name);
    if (valued.some((name) => erased.has(name))) unremoved++;
  }
  return {
    held: PERSONAL_NAMES.filter((name) => held.has(name)),
    unremoved,
    erasure: items.find(({ type }) => type === 'PersonalDataErased'),
  };
}

/**
 * The personal data that a pet lacks at a version because it was erased, each with the event that erased it: an earlier
 * one, or a later one if the pet still had it then.
 */
export function erasedAt(version: number, items: readonly HistoryItem[]): Map<PersonalName, HistoryItem> {
  const erasures = new Map<PersonalName, HistoryItem>();
  const had = items.find((item) => item.version === version)?.erased ?? [];
  for (const item of items.toReversed()) {
    const isErasure = item.type === 'PersonalDataErased';
    for (const name of namesIn(item.changes)) {
      if (item.version <= version) {
        if (isErasure) erasures.set(name, item);
        else erasures.delete(name);
      } else if (isErasure && had.includes(name) && !erasures.has(name)) erasures.set(name, item);
    }
  }
  return erasures;
}

/** The names of the personal data that changes are about. */
const namesIn = (changes: HistoryItem['changes']): PersonalName[] => [
  ...new Set(changes.flatMap(({ pointer }) => nameOf(pointer.split('/')[1]!))),
];

const nameOf = (field: string): PersonalName | [] =>
  PERSONAL_ATTRIBUTES.find((name) => name === field) ?? (KNOWN_ATTRIBUTES.has(field) ? [] : OTHER);
