import type { PetPage } from '../client/petsClient.ts';
import type { ApiRequest } from './api.ts';
import { ProblemNote } from './problemNote.tsx';
import { go, href, search } from './router.ts';
import { Time } from './time.tsx';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

/** The pets that live, newest first, page by page. */
export function PetsView({ query }: { query: URLSearchParams }) {
  const type = query.get('type') ?? undefined;
  const cursor = query.get('cursor') ?? undefined;
  const request: ApiRequest = { method: 'GET', path: `/pets${search({ type, limit: 25, cursor })}` };
  const { answer, problem } = useAnswer<PetPage>(request);
  const filter = (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = new FormData(event.currentTarget as HTMLFormElement).get('type');
    go(href(['pets'], { type: String(wanted) }));
  };

  return (
    <View
      title="Pets"
      lead="The read model: one row for each pet that lives, made from its newest event."
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
          {type === undefined ? 'There is no pet yet.' : 'There is no pet of this type.'}{' '}
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
