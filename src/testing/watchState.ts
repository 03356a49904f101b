import { isDeepStrictEqual } from 'node:util';
import { inShort } from './inShort.ts';

/** A state of which nothing follows, as it says too little or belongs to several consumers. */
export class UselessState extends Error {
  override readonly name = 'UselessState';
}

/** Sees whether the states of consumers say what the days of `badDays` are judged by. */
export interface StateWatch {
  /** Takes a new consumer's state. Throws `UselessState` if it is not like that of the consumers before. */
  begins(state: unknown): void;
  /** Whether the states around a pet's message of this version are to be seen. */
  wants(version: number): boolean;
  /** Takes the states around a pet's message on a good day. */
  sees(version: number, before: unknown, after: unknown): void;
  /** Takes what a consumer kept in the end. */
  ends(state: unknown): void;
  /** What is wrong if all that was seen says nothing, or leaves out versions. */
  uselessness(): UselessState | undefined;
}

/** Text orders 10 before 9: a consumer that compares versions as text takes nothing behind this one. */
const LAST_OF_ONE_DIGIT = 9;
/** How many changes must be missing: that so many are by chance happens once in 10^8 times. */
const EVIDENCE = 20;

export function watchState(): StateWatch {
  let first: { state: unknown } | undefined;
  let changesAtAll = false;
  const ninth = { seen: 0, changed: 0 };
  const later = { seen: 0, changed: 0 };

  return {
    begins(state) {
      first ??= { state };
      if (isDeepStrictEqual(state, first.state)) return;
      const found = `A new consumer's state is ${inShort(state)} before its first message`;
      throw new UselessState(
        `${found}, and the first one's was ${inShort(first.state)}: make the store where the consumer is made`,
      );
    },
    wants: (version) => version >= LAST_OF_ONE_DIGIT,
    sees(version, before, after) {
      const count = version === LAST_OF_ONE_DIGIT ? ninth : later;
      count.seen++;
      if (!isDeepStrictEqual(before, after)) count.changed++;
    },
    ends(state) {
      changesAtAll ||= !isDeepStrictEqual(state, first?.state);
    },
    uselessness() {
      if (!changesAtAll) {
        return new UselessState(
          `The state stayed ${inShort(first?.state)}, whatever came: it must show what the consumer keeps`,
        );
      }
      const missing = ninth.seen > 0 ? (later.seen * ninth.changed) / ninth.seen : 0;
      if (later.changed === 0 && missing >= EVIDENCE) {
        const figures = `${ninth.changed} of ${ninth.seen} messages of version 9 changed the state, and none of ${later.seen} of later versions`;
        return new UselessState(`${figures}: are versions compared as text, in which "10" is before "9"?`);
      }
      return undefined;
    },
  };
}
