import { useState } from 'preact/hooks';
import { localRequests } from '../../src/client/localClient.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { local } from '../service/local.ts';
import { MessageSubject } from './messageSubject.tsx';
import type { BusMessage } from './useBusMessages.ts';

const EXAMPLE = `{
  "source": ["pets"],
  "detail-type": ["PetCreated"],
  "detail": {
    "pet": { "type": ["cat"] }
  }
}`;
/** Testing more would not tell more. */
const TESTED = 20;

/** Tests an EventBridge pattern on the newest messages, with the bus's own matcher. */
export function PatternTester({ messages }: { messages: readonly BusMessage[] }) {
  const [text, setText] = useState(EXAMPLE);
  const [result, setResult] = useState<{ events: BusMessage[]; matches: boolean[] }>();
  const [problem, setProblem] = useState<unknown>();

  const test = async (event: SubmitEvent) => {
    event.preventDefault();
    const events = messages.slice(0, TESTED);
    try {
      const request = localRequests.matches(
        JSON.parse(text),
        events.map(({ event }) => event),
      );
      const { matches } = await local.send(request);
      setResult({ events, matches });
      setProblem(undefined);
    } catch (refused) {
      setResult(undefined);
      setProblem(refused);
    }
  };

  return (
    <form onSubmit={test}>
      <label for="pattern">Which messages would a rule with this pattern match?</label>
      <textarea
        id="pattern"
        rows={8}
        spellcheck={false}
        value={text}
        onInput={({ currentTarget }) => setText(currentTarget.value)}
      />
      <p class="actions">
        <button type="submit">Test on the newest messages</button>
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
            {result.matches.length === 0 ? 'messages: none has arrived yet' : 'messages match'}
          </p>
        )}
      </div>
      <ul class="matches">
        {result?.events.map(({ event }, place) => (
          <li key={event.id} class={result.matches[place] ? 'yes' : 'no'}>
            {result.matches[place] ? 'matches' : 'skips'} <MessageSubject event={event} />
          </li>
        ))}
      </ul>
    </form>
  );
}
