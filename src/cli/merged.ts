/** What several sources give, as it comes. Of each one thing is awaited at a time. The first fault ends all. */
export async function* merged<T>(sources: readonly AsyncGenerator<T>[]): AsyncGenerator<T> {
  const nextOf = (source: AsyncGenerator<T>) => {
    const next = source.next().then((result) => ({ source, result }));
    // A fault that comes while the reader is busy is told when it asks for more.
    next.catch(() => {});
    return next;
  };
  const awaited = new Map(sources.map((source) => [source, nextOf(source)]));
  try {
    while (awaited.size > 0) {
      const { source, result } = await Promise.race(awaited.values());
      if (result.done) awaited.delete(source);
      else {
        awaited.set(source, nextOf(source));
        yield result.value;
      }
    }
  } finally {
    await Promise.allSettled(sources.map((source) => source.return(undefined)));
  }
}
