import { type PetFilters, petsRequests } from '../../src/client/petsRequests.ts';
import { CHOICES } from '../form/petFields.ts';
import { localTime } from '../frame/eventFilters.tsx';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
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
  const { answer, problem } = useAnswer(pets, request);
  const filter = (event: SubmitEvent) => {
    const given = submitted(event);
    go(href(['pets'], { ...given, at: given.at ? new Date(given.at).toISOString() : '' }));
  };

  return (
    <View
      title="Pets"
      lead="The read model: one row for each living pet, made from its newest event."
      actions={
        <a class="button primary" href={href(['new'])}>
          New pet
        </a>
      }
      request={request}
    >
      <form class="filters" onSubmit={filter} key={JSON.stringify(asked)}>
        <label>
          Name
          <input name="name" defaultValue={name} maxLength={200} />
        </label>
        <label>
          Type
          <input name="type" defaultValue={type} maxLength={100} />
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
          As of
          <input type="datetime-local" step={1} name="at" defaultValue={localTime(at)} />
        </label>
        <button type="submit">Filter</button>
        {isFiltered && <a href={href(['pets'])}>All pets</a>}
      </form>
      <ProblemNote problem={problem} />
      {answer?.items.length === 0 && (
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
              <th scope="col">Name</th>
              <th scope="col">Type</th>
              <th scope="col">Status</th>
              <th scope="col">Id</th>
              <th scope="col" class="number">
                Version
              </th>
              <th scope="col">Changed</th>
            </tr>
          </thead>
          <tbody>
            {answer.items.map((pet) => (
              <tr key={pet.petId}>
                <th scope="row">
                  <a href={href(['pets', pet.petId])}>{pet.name}</a>
                </th>
                <td>{pet.type}</td>
                <td>{typeof pet.status === 'string' ? pet.status : ''}</td>
                <td>
                  <code>{pet.petId}</code>
                </td>
                <td data-label="version " class="number">
                  {pet.version}
                </td>
                <td>
                  <Time at={pet.updatedAt} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <nav class="pages" aria-label="Pages">
        {cursor !== undefined && <a href={href(['pets'], asked)}>First page</a>}
        {answer?.nextCursor && <a href={href(['pets'], { ...asked, cursor: answer.nextCursor })}>Next page</a>}
      </nav>
    </View>
  );
}
