import { inspect } from 'node:util';
import type { WholeMessage } from '../consumer/wholeMessage.ts';
import type { JsonObject, JsonValue } from '../domain/jsonValue.ts';
import { type PersonalName, splitPersonal } from '../domain/splitPersonal.ts';

/** A text of personal data that a consumer's state has although it was erased, if there is one. */
export function erasedText(histories: readonly WholeMessage[][], state: unknown): string | undefined {
  const kept = inAll(state);
  for (const history of histories) {
    const others = histories.filter((other) => other !== history);
    for (const [place, message] of history.entries()) {
      if (message['detail-type'] !== 'PersonalDataErased') continue;
      const { fields } = message.detail.data as { fields: PersonalName[] };
      const texts = history
        .slice(0, place)
        .flatMap((before) => textsOf(before, fields).filter((text) => kept.includes(text)));
      if (texts.length === 0) continue;
      // What is told again, or of another pet, may be kept.
      const toldStill = inAll([others, history.slice(place)]);
      const text = texts.find((text) => !toldStill.includes(text));
      if (text !== undefined) return text;
    }
  }
  return undefined;
}

/** The texts that a message has of these names. */
function textsOf({ detail }: WholeMessage, names: readonly PersonalName[]): string[] {
  const { pet, changes } = detail.data as { pet?: JsonObject; changes?: JsonObject };
  const { personal } = splitPersonal(pet ?? changes ?? {});
  return names.flatMap((name) => textsIn(personal[name] ?? null));
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return [value];
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

/** All of a value as one text, maps and sets too. */
const inAll = (value: unknown): string =>
  inspect(value, { depth: null, maxArrayLength: null, maxStringLength: null, breakLength: Number.POSITIVE_INFINITY });
