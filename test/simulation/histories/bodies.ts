import type { JsonObject, JsonValue } from '../../judge/json.ts';
import type { Random } from '../random.ts';

const NAMES = ['Fido', 'Rex', 'Mia', 'Zoë', '𝒜da', 'x'.repeat(200)];
const TYPES = ['dog', 'cat', 'rabbit'];

/** Values few enough that a change often says what is so already. */
const MEMBERS: Record<string, (random: Random) => JsonValue> = {
  visits: (random) => random.below(1_000),
  weightKg: (random) => random.one([1, 2.5, 1e-7, 12.345678901234567]),
  status: (random) => random.one(['available', 'adopted']),
  tags: (random) => random.one<JsonValue>([[], ['a'], ['a', 'b'], ['b', 'a']]),
  address: (random) =>
    random.one<JsonValue>([{ city: 'Ulm' }, { zip: 89073 }, { zip: null }, {}, { geo: { lat: 48.4 } }]),
  größe: (random) => random.one<JsonValue>(['klein', 0, -0.5, true, [null, { a: 1 }]]),
  notes: (random) => random.one<JsonValue>(['', 'line\nbreak "quoted" \u0007', null]),
};

const INVALID: readonly JsonObject[] = [
  { name: null },
  { name: '' },
  { weightKg: 0 },
  { tags: 'a' },
  { status: 'lost' },
];

function some(random: Random): JsonObject {
  const names = random.shuffled(Object.keys(MEMBERS)).slice(0, random.below(4));
  return Object.fromEntries(names.map((name) => [name, MEMBERS[name]!(random)]));
}

/** What a creation says of a pet. */
export const newPet = (random: Random): JsonObject => ({
  name: random.one(NAMES),
  type: random.one(TYPES),
  ...some(random),
});

/** A change: of some members, of nothing, of one that goes, or one that is refused. */
export function patch(random: Random): JsonObject {
  const dice = random.next();
  if (dice < 0.05) return {};
  if (dice < 0.1) return random.one(INVALID);
  if (dice < 0.3) return { [random.one(Object.keys(MEMBERS))]: null };
  return { ...some(random), ...(random.chance(0.7) && { visits: random.below(1_000) }) };
}
