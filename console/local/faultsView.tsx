import { useState } from 'preact/hooks';
import { type Fault, localRequests } from '../../src/client/localClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { submitted } from '../frame/submitted.ts';
import { View } from '../frame/view.tsx';
import { local } from '../service/local.ts';
import { pets } from '../service/pets.ts';
import { samplePet } from '../service/samplePet.ts';
import { useAnswer } from '../service/useAnswer.ts';

const PLACES: Record<Fault['at'], string> = {
  projectPets: 'projectPets, which writes the rows',
  publishPets: 'publishPets, which sends the messages',
  bus: 'the bus',
};
const KINDS: Record<Fault['kind'], string> = {
  fail: 'fail: once the work is done',
  delay: 'delay: work later',
  duplicate: 'duplicate: work twice',
  partial: 'partial: leave part of the batch undone',
};

/** Injects faults, to show the recovery from them. */
export function FaultsView() {
  const planned = useAnswer(local, localRequests.faults(), 1_000);
  const [kind, setKind] = useState<string>('fail');
  const [problem, setProblem] = useState<unknown>();

  const ask = async (asked: Promise<unknown>) => {
    try {
      await asked;
      setProblem(undefined);
    } catch (refused) {
      setProblem(refused);
    }
    planned.reload();
  };
  const plan = (event: SubmitEvent) => {
    const { at, kind, ...numbers } = submitted(event);
    const fault: Partial<Fault> = {
      ...({ at, kind } as Pick<Fault, 'at' | 'kind'>),
      ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, Number(text)])),
    };
    void ask(local.send(localRequests.planFault(fault)));
  };
  const watch = async () => {
    await ask(pets.send(petsRequests.create(samplePet())));
    go(href(['live']));
  };

  return (
    <View
      title="Faults"
      lead="Break something, then change a pet and watch it recover in Live. Whatever fails behind the events is repeated."
      request={localRequests.faults()}
    >
      <form class="filters planning" onSubmit={plan}>
        <label>
          Where
          <select name="at">{optionsOf(PLACES)}</select>
        </label>
        <label>
          What
          <select name="kind" value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value)}>
            {optionsOf(KINDS)}
          </select>
        </label>
        <label>
          For the next
          <input name="next" type="number" min={1} defaultValue="1" />
        </label>
        {kind === 'delay' && (
          <label>
            Delay in ms
            <input name="ms" type="number" min={0} defaultValue="1000" />
          </label>
        )}
        {kind === 'partial' && (
          <label>
            Share, 0 to 1
            <input name="share" inputMode="decimal" defaultValue="0.5" />
          </label>
        )}
        <button type="submit" class="primary">
          Add fault
        </button>
      </form>
      <ProblemNote problem={problem ?? planned.problem} onRetry={planned.reload} />
      <h2>Planned</h2>
      {planned.answer?.length === 0 ? (
        <p class="empty">No faults are planned.</p>
      ) : (
        <ul class="plain">
          {planned.answer?.map(({ at, kind, next, ms, share }, place) => (
            <li key={place}>
              <b>{at}</b> {kind}
              {kind === 'delay' && ` by ${ms} ms`}
              {kind === 'partial' && ` at ${share}`}, {next === 1 ? 'once' : `${next} times`}
            </li>
          ))}
        </ul>
      )}
      <p class="actions">
        <button type="button" onClick={watch}>
          Create a pet and watch
        </button>
        <button
          type="button"
          disabled={!planned.answer?.length}
          onClick={() => ask(local.send(localRequests.clearFaults()))}
        >
          Clear faults
        </button>
      </p>
    </View>
  );
}

const optionsOf = (labels: Record<string, string>) =>
  Object.entries(labels).map(([name, label]) => (
    <option key={name} value={name}>
      {label}
    </option>
  ));
