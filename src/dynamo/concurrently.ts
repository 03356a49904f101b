/**
 * Works on items, at most `limit` at once; items that are pushed meanwhile are worked on too. The first fault stops the
 * work and is thrown; what has begun is awaited.
 */
export async function concurrently<T>(
  limit: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let fault: { error: unknown } | undefined;
  const worker = async () => {
    while (next < items.length && !fault) {
      await work(items[next++]!).catch((error: unknown) => {
        fault ??= { error };
      });
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  if (fault) throw fault.error;
}
