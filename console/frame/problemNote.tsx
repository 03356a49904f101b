import { LocalProblem } from '../../src/client/localClient.ts';
import { PetsProblem, type ProblemDocument } from '../../src/client/petsClient.ts';
import { href } from './place.ts';

interface ProblemNoteProps {
  problem: unknown;
  /** Asks again, where that can help. */
  onRetry?(): void;
}

/** What went wrong, and what to do next; nothing if nothing did. */
export function ProblemNote({ problem, onRetry }: ProblemNoteProps) {
  if (problem === undefined || problem === null) return null;
  const retry = onRetry && (
    <button type="button" onClick={onRetry}>
      Try again
    </button>
  );
  const isPets = problem instanceof PetsProblem;
  if (!isPets && !(problem instanceof LocalProblem)) {
    return (
      <div class="problem" role="alert">
        <p>
          <b>The service can't be reached.</b> Check that it is running, then try again.
        </p>
        {retry}
      </div>
    );
  }
  const { status } = problem;
  const document: Partial<ProblemDocument> = (isPets ? problem.problem : { detail: problem.message }) ?? {};
  const { title = 'The service refused', detail, errors, requestId } = document;
  return (
    <div class="problem" role="alert">
      <p>
        <b>
          {title} ({status}).
        </b>{' '}
        {!errors && detail}
      </p>
      {errors?.map((error) => (
        <p key={error.pointer}>
          <code>{error.pointer || 'body'}</code> {error.message}
        </p>
      ))}
      {(status === 401 || status === 403) && (
        <p>
          Enter a token or a session that allows it in the <a href={href(['settings'])}>settings</a>.
        </p>
      )}
      {requestId !== undefined && status >= 500 && (
        <p>
          Request <code>{requestId}</code>
        </p>
      )}
      {(status === 429 || status >= 500) && retry}
    </div>
  );
}
