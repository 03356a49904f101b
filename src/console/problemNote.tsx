import { Refusal } from './api.ts';
import { href } from './router.ts';

/** What went wrong, and what to do next; nothing where nothing did. */
export function ProblemNote({ problem }: { problem: unknown }) {
  if (problem === undefined || problem === null) return null;
  if (!(problem instanceof Refusal)) {
    return (
      <p class="problem" role="alert">
        <b>The service can't be reached.</b> Look whether it runs, then try again.
      </p>
    );
  }
  const { status, title, message, errors, requestId } = problem;
  return (
    <div class="problem" role="alert">
      <p>
        <b>
          {title} ({status}).
        </b>{' '}
        {message}
      </p>
      {errors.map((error) => (
        <p key={error.pointer}>
          <code>{error.pointer || 'body'}</code> {error.message}
        </p>
      ))}
      {(status === 401 || status === 403) && (
        <p>
          Give a token that allows it in the <a href={href(['settings'])}>settings</a>.
        </p>
      )}
      {requestId !== null && status >= 500 && (
        <p>
          Request <code>{requestId}</code>
        </p>
      )}
    </div>
  );
}
