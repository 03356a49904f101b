import type { BusEvent } from '../../src/client/news.ts';

/** The pet and version that a message is about; nothing for an event that is not of this service. */
export function MessageSubject({ event: { detail } }: { event: BusEvent }) {
  if (!detail.metadata) return null;
  const { petId, version } = detail.metadata;
  return (
    <>
      <code>{petId}</code> v{version}
    </>
  );
}
