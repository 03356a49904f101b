import type { BusEvent } from '../../src/client/news.ts';
import { eventWord } from '../frame/eventWord.ts';
import { ShortId } from '../frame/shortId.tsx';
import { PetName } from '../service/petName.tsx';

/** What a message says: "Coco, parrot: created". An event that is not about a pet goes by its own type. */
export function MessageSubject({ event: { source, detail, 'detail-type': type } }: { event: BusEvent }) {
  const { petId, version = 0 } = detail.metadata ?? {};
  if (petId === undefined)
    return (
      <>
        <b>{type}</b> <span class="small">from {source}</span>
      </>
    );
  return (
    <>
      <b>
        <PetName petId={petId} version={detail.pet ? version : version - 1} pet={detail.pet} />:{' '}
        {eventWord(type).toLowerCase()}
      </b>{' '}
      <span class="small">
        {source !== 'pets' && `${source} · `}version {version} · <ShortId id={petId} />
      </span>
    </>
  );
}
