import { useState } from 'preact/hooks';
import { localRequests } from '../../src/client/localClient.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { View } from '../frame/view.tsx';
import { local } from '../service/local.ts';
import { SampleButton } from '../service/sampleButton.tsx';
import { useAnswer } from '../service/useAnswer.ts';
import { MessageItem } from './messageItem.tsx';
import { PatternTester } from './patternTester.tsx';
import { useBusMessages } from './useBusMessages.ts';

/** The event bus: what other teams get, what could not be delivered, and which messages a pattern matches. */
export function BusView() {
  const messages = useBusMessages();
  const [problem, setProblem] = useState<unknown>();
  const letters = useAnswer(local, localRequests.deadLetters(), 2_000);
  return (
    <View
      title="Bus"
      lead="What other teams get: every event as a documented message, at least once, in any order."
      actions={<SampleButton onEnd={setProblem} />}
    >
      <ProblemNote problem={problem ?? letters.problem} onRetry={letters.reload} />
      <section aria-labelledby="messages">
        <h2 id="messages">Messages</h2>
        {messages.length === 0 ? (
          <p class="empty">None since this page was opened. Change a pet to see its message.</p>
        ) : (
          <ol class="feed">
            {messages.map(({ event, deliveries }) => (
              <MessageItem key={event.id} event={event}>
                {deliveries.map(({ rule, attempt, error }) => (
                  <p class="small" key={`${rule} ${attempt}`}>
                    Rule {rule}, attempt {attempt}: {error ?? 'delivered'}
                  </p>
                ))}
              </MessageItem>
            ))}
          </ol>
        )}
      </section>
      <section aria-labelledby="pattern-title">
        <h2 id="pattern-title">Pattern</h2>
        <PatternTester messages={messages} />
      </section>
      <section aria-labelledby="letters">
        <h2 id="letters">Dead letters</h2>
        {letters.isLoading && <Skeleton rows={1} />}
        {letters.answer?.length === 0 && <p class="empty">None. Every message was delivered.</p>}
        <ol class="feed">
          {letters.answer?.map(({ rule, event, error }) => (
            <MessageItem key={`${rule} ${event.id}`} event={event}>
              <p class="small">
                Rule {rule} gave up: {error}
              </p>
            </MessageItem>
          ))}
        </ol>
      </section>
    </View>
  );
}
