/** More than are created at once: so however they overtake each other, no name comes up twice nearby. */
const NAMES = (
  'Fido Misty Rex Luna Bella Otto Nala Simba Coco Momo Pepper Willow Bruno Hazel Juno Kiwi Lola Max Olive Pixel ' +
  'Quincy Ruby Sunny Tilly Ziggy Basil Clover Daisy Echo Felix Ginger Hugo Ivy Jasper Koda Maple Nico'
).split(' ');
/** The types of pets, the common ones more than once, each with what the lightest and the heaviest weigh in kg. */
const TYPES = [
  ['dog', 3, 40],
  ['cat', 3, 6.5],
  ['dog', 3, 40],
  ['cat', 3, 6.5],
  ['rabbit', 1.1, 2.6],
  ['parrot', 0.3, 1.1],
] as const;
const CONCURRENCY = 16;

/** The sample pet with a number, from 0: always the same, with a weight that its type can have. */
export function seedPet(n: number) {
  const [type, lightest, heaviest] = TYPES[n % TYPES.length]!;
  const weightKg = Math.round((lightest + ((heaviest - lightest) * ((n * 7) % 11)) / 10) * 10) / 10;
  return { name: NAMES[n % NAMES.length]!, type, weightKg, status: 'available' };
}

/** Creates sample pets through the API. */
export async function seed(url: string, count: number): Promise<void> {
  let created = 0;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (created < count) await create(url, seedPet(created++));
    }),
  );
  console.log(`  Seeded  ${count} pets\n`);
}

async function create(url: string, pet: object): Promise<void> {
  const response = await fetch(`${url}/pets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(pet),
  });
  if (response.status !== 201) throw new Error(`Seeding failed: ${response.status} ${await response.text()}`);
}
