import { useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import { type ApiRequest, send } from './api.ts';
import { ProblemNote } from './problemNote.tsx';
import { go, href } from './router.ts';
import { samplePet } from './samplePet.ts';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

const PLACES = {
  projectPets: 'projectPets, which keeps the rows',
  publishPets: 'publishPets, which tells the bus',
  bus: 'the bus',
};
const KINDS = {
  fail: 'fail: after its work, so that it comes again',
  delay: 'delay: work later',
  duplicate: 'duplicate: work twice',
  partial: 'partial: leave a part of the batch undone',
};

interface Fault {
  at: keyof typeof PLACES;
  kind: keyof typeof KINDS;
  next: number;
  ms: number;
  share: number;
}

/** Faults to ask for, so that recovery can be seen. */
export function FaultsView() {
  const planned = useAnswer<Fault[]>({ method: 'GET', path: '/_local/faults' }, 1_000);
  const [kind, setKind] = useState<string>('fail');
  const [problem, setProblem] = useState<unknown>();

  const ask = async (request: ApiRequest) => {
    try {
      await send(request);
      setProblem(undefined);
    } catch (refused) {
      setProblem(refused);
    }
    planned.reload();
  };
  const plan = (event: SubmitEvent) => {
    event.preventDefault();
    const given = Object.fromEntries(new FormData(event.currentTarget as HTMLFormElement)) as Record<string, string>;
    const { at = '', kind = '', ...numbers } = given;
    const body: JsonObject = {
      at,
      kind,
      ...Object.fromEntries(Object.entries(numbers).map(([name, text]) => [name, Number(text)])),
    };
    void ask({ method: 'POST', path: '/_local/faults', body });
  };
  const watch = async () => {
    await ask({ method: 'POST', path: '/pets', body: samplePet() });
    go(href(['live']));
  };

  return (
    <View
      title="Faults"
      lead="Break something, then change a pet and watch it recover in Live. Events are the only truth: whatever fails behind them is delivered again."
      request={{ method: 'GET', path: '/_local/faults' }}
    >
      <form class="filters" onSubmit={plan}>
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
            By, in ms
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
          Ask for it
        </button>
      </form>
      <ProblemNote problem={problem ?? planned.problem} />
      <h2>To come</h2>
      {planned.answer?.length === 0 ? (
        <p class="empty">No fault is planned.</p>
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
          onClick={() => ask({ method: 'DELETE', path: '/_local/faults' })}
        >
          Take all back
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
