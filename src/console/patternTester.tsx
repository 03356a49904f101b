import { useState } from 'preact/hooks';
import type { JsonValue } from '../domain/jsonValue.ts';
import { send } from './api.ts';
import type { BusMessage } from './busMessages.ts';
import { ProblemNote } from './problemNote.tsx';

const EXAMPLE = `{
  "source": ["pets"],
  "detail-type": ["PetCreated"],
  "detail": { "pet": { "type": ["cat"] } }
}`;
/** More of them would say no more. */
const TESTED = 20;

/** An EventBridge pattern, tried on the newest messages by the bus's own matcher. */
export function PatternTester({ messages }: { messages: readonly BusMessage[] }) {
  const [text, setText] = useState(EXAMPLE);
  const [result, setResult] = useState<{ events: BusMessage[]; matches: boolean[] }>();
  const [problem, setProblem] = useState<unknown>();

  const test = async (event: SubmitEvent) => {
    event.preventDefault();
    const events = messages.slice(0, TESTED);
    try {
      const body = { pattern: patternIn(text), events: events.map((message) => message.event as never) };
      const { matches } = await send<{ matches: boolean[] }>({ method: 'POST', path: '/_local/pattern', body });
      setResult({ events, matches });
      setProblem(undefined);
    } catch (refused) {
      setResult(undefined);
      setProblem(refused);
    }
  };

  return (
    <form onSubmit={test}>
      <label for="pattern">Which messages would a rule with this pattern take?</label>
      <textarea
        id="pattern"
        rows={6}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p class="actions">
        <button type="submit">Try on the newest messages</button>
      </p>
      {problem instanceof SyntaxError ? (
        <p class="problem" role="alert">
          The pattern is not JSON: {problem.message}
        </p>
      ) : (
        <ProblemNote problem={problem} />
      )}
      <div role="status">
        {result && (
          <p>
            <b>
              {result.matches.filter(Boolean).length} of {result.matches.length}
            </b>{' '}
            {result.matches.length === 0 ? 'messages: there is none here yet' : 'messages match'}
          </p>
        )}
      </div>
      <ul class="matches">
        {result?.events.map(({ event }, place) => (
          <li key={event.id} class={result.matches[place] ? 'yes' : 'no'}>
            {result.matches[place] ? 'takes' : 'leaves'} {event['detail-type']}{' '}
            <code>{event.detail.metadata.petId}</code> v{event.detail.metadata.version}
          </li>
        ))}
      </ul>
    </form>
  );
}

const patternIn = (text: string): JsonValue => JSON.parse(text);
