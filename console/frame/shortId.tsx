/** An id in little room: the end of a ULID is what tells it from its neighbours. The tooltip has all of it. */
export function ShortId({ id }: { id: string }) {
  return <code title={id}>{id.length > 14 ? `${id.slice(0, 4)}…${id.slice(-6)}` : id}</code>;
}
