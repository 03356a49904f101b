import { PetsProblem, type Receipt } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { RawJson } from '../frame/rawJson.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';

/** Whether the signed log holds a version, and the receipt that proves it to people who trust neither side. */
export function ReceiptNote({ petId, version }: { petId: string; version: number }) {
  const { answer, problem, reload } = useAnswer<Receipt>(pets, petsRequests.receipt(petId, version));
  if (answer === undefined) {
    const isComing = problem instanceof PetsProblem && problem.status === 404;
    if (!isComing) return <ProblemNote problem={problem} onRetry={reload} />;
    return (
      <p>
        The signed log has not taken this version in yet.{' '}
        <button type="button" onClick={reload}>
          Check again
        </button>
      </p>
    );
  }
  return (
    <>
      <p>
        <span class="badge good">In the signed log</span> Version {version} is entry{' '}
        {answer.index.toLocaleString('en-GB')}. Keep the receipt, and check it offline with{' '}
        <code>pets check-receipt</code>.
      </p>
      <details class="raw">
        <summary>The receipt</summary>
        <RawJson value={answer} />
      </details>
    </>
  );
}
