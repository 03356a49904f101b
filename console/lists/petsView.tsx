import { type PetFilters, petsRequests } from '../../src/client/petsRequests.ts';
import { CHOICES } from '../form/petFields.ts';
import { SpeciesList } from '../form/speciesList.tsx';
import { localTime } from '../frame/eventFilters.tsx';
import { PetIcon } from '../frame/petIcon.tsx';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { ShortId } from '../frame/shortId.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { submitted } from '../frame/submitted.ts';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';

const ASKED = new Set(['name', 'type', 'status', 'ownerId', 'at']);

/** The pets that live, or lived at a time, newest first, page by page. */
export function PetsView({ query }: { query: URLSearchParams }) {
  const asked: Record<string, string> = Object.fromEntries(
    [...query].filter(([name, text]) => text !== '' && ASKED.has(name)),
  );
  const { type, status, ownerId, name, at } = asked;
  const isFiltered = Object.keys(asked).length > 0;
  const cursor = query.get('cursor') || undefined;
  // A status of the address is the API's to refuse.
  const request = petsRequests.list({ ...(asked as PetFilters), at, limit: 25, cursor });
  const { answer, isOld, problem, isLoading, reload } = useAnswer(pets, request);
  const filter = (event: SubmitEvent) => {
    const given = submitted(event);
    go(href(['pets'], { ...given, at: given.at ? new Date(given.at).toISOString() : '' }));
  };

  return (
    <View
      title="Pets"
      lead={
        at
          ? 'The pets as they were, folded from their events up to that moment.'
          : 'Every living pet, newest first: one row each, made from its newest event.'
      }
      actions={
        <a class="button primary" href={href(['new'])}>
          New pet
        </a>
      }
      request={request}
    >
      <form class="filters" onSubmit={filter} key={JSON.stringify(asked)}>
        <label>
          Name begins with
          <input type="search" name="name" defaultValue={name} maxLength={200} />
        </label>
        <label>
          Type
          <input name="type" list="species" defaultValue={type} maxLength={100} />
          <SpeciesList />
        </label>
        <label>
          Status
          <select name="status">
            <option value="">any</option>
            {Object.entries(CHOICES.status!).map(([value, label]) => (
              <option key={value} value={value} selected={value === status}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label>
          Owner
          <input name="ownerId" defaultValue={ownerId} maxLength={256} />
        </label>
        <label>
          As it was at
          <input type="datetime-local" step={1} name="at" defaultValue={localTime(at)} />
        </label>
        <button type="submit">Search</button>
        {isFiltered && <a href={href(['pets'])}>Clear</a>}
      </form>
      <ProblemNote problem={problem} onRetry={reload} />
      {isLoading && <Skeleton rows={8} />}
      {problem === undefined && answer?.items.length === 0 && (
        <p class="empty">
          {answer.partial && 'There are no such pets among those looked at so far.'}
          {!answer.partial && (isFiltered ? 'There are no such pets.' : 'There are no pets yet.')}{' '}
          <a href={href(['new'])}>Create one</a>.
        </p>
      )}
      {answer && answer.items.length > 0 && (
        <table class="list">
          <thead>
            <tr>
              <th scope="col" class="wide">
                Name
              </th>
              <th scope="col">Type</th>
              <th scope="col">Status</th>
              <th scope="col" class="number">
                Version
              </th>
              <th scope="col">Changed</th>
              <th scope="col">Id</th>
            </tr>
          </thead>
          <tbody>
            {answer.items.map((pet) => (
              <tr key={pet.petId}>
                <th scope="row">
                  <PetIcon type={pet.type} />
                  <a href={href(['pets', pet.petId])}>
                    <bdi>{pet.name}</bdi>
                  </a>
                </th>
                <td>{pet.type}</td>
                <td>{typeof pet.status === 'string' ? pet.status : ''}</td>
                <td data-label="version " class="number">
                  {pet.version}
                </td>
                <td>
                  <Time at={pet.updatedAt} />
                </td>
                <td>
                  <ShortId id={pet.petId} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {answer && answer.items.length > 0 && (
        <p class="small">
          {answer.items.length === 1 ? 'One pet' : `${answer.items.length} pets`}
          {(cursor !== undefined || answer.nextCursor) && ' on this page'}
          {answer.partial && ', of those looked at so far'}.
        </p>
      )}
      <nav class="pages" aria-label="Pages">
        {cursor !== undefined && <a href={href(['pets'], asked)}>First page</a>}
        {answer?.nextCursor && !isOld && (
          <a href={href(['pets'], { ...asked, cursor: answer.nextCursor })}>Next page</a>
        )}
      </nav>
    </View>
  );
}
