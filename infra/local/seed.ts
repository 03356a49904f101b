const NAMES = ['Fido', 'Misty', 'Rex', 'Luna', 'Bella', 'Otto', 'Nala', 'Simba', 'Coco', 'Momo'];
const TYPES = ['dog', 'cat', 'dog', 'cat', 'rabbit', 'parrot'];
const CONCURRENCY = 16;

/** Creates sample pets through the API. */
export async function seed(url: string, count: number): Promise<void> {
  let created = 0;
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (created < count) await create(url, created++);
    }),
  );
  console.log(`  Seeded  ${count} pets\n`);
}

async function create(url: string, n: number): Promise<void> {
  const pet = {
    name: NAMES[n % NAMES.length],
    type: TYPES[n % TYPES.length],
    weightKg: 1 + (n % 30),
    status: 'available',
  };
  const response = await fetch(`${url}/pets`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(pet),
  });
  if (response.status !== 201) throw new Error(`Seeding failed: ${response.status} ${await response.text()}`);
}
