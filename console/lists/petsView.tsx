import { petsRequests } from '../../src/client/petsRequests.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { submitted } from '../frame/submitted.ts';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';

/** The living pets, newest first, page by page. */
export function PetsView({ query }: { query: URLSearchParams }) {
  const type = query.get('type') || undefined;
  const cursor = query.get('cursor') || undefined;
  const request = petsRequests.list({ type, limit: 25, cursor });
  const { answer, problem } = useAnswer(pets, request);
  const filter = (event: SubmitEvent) => go(href(['pets'], submitted(event)));

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
      <form class="filters" onSubmit={filter} key={type}>
        <label>
          Type
          <input name="type" defaultValue={type} maxLength={100} />
        </label>
        <button type="submit">Filter</button>
        {type !== undefined && <a href={href(['pets'])}>All types</a>}
      </form>
      <ProblemNote problem={problem} />
      {answer?.items.length === 0 && (
        <p class="empty">
          {type === undefined ? 'There are no pets yet.' : 'There are no pets of this type.'}{' '}
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
        {cursor !== undefined && <a href={href(['pets'], { type })}>First page</a>}
        {answer?.nextCursor && <a href={href(['pets'], { type, cursor: answer.nextCursor })}>Next page</a>}
      </nav>
    </View>
  );
}
