import { useState } from 'preact/hooks';
import { type BusEvent, useBusMessages } from './busMessages.ts';
import { MessageItem } from './messageItem.tsx';
import { PatternTester } from './patternTester.tsx';
import { ProblemNote } from './problemNote.tsx';
import { SampleButton } from './sampleButton.tsx';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

interface DeadLetter {
  rule: string;
  event: BusEvent;
  error: string;
}

/** The event bus: what other teams get, what could not be delivered, and which messages a rule's pattern takes. */
export function BusView() {
  const messages = useBusMessages();
  const [problem, setProblem] = useState<unknown>();
  const letters = useAnswer<DeadLetter[]>({ method: 'GET', path: '/_local/dead-letters' }, 2_000);
  return (
    <View
      title="Bus"
      lead="What other teams get: every event as a documented message, at least once, in no order."
      actions={<SampleButton onEnd={setProblem} />}
    >
      <ProblemNote problem={problem ?? letters.problem} />
      <section aria-labelledby="messages">
        <h2 id="messages">Messages</h2>
        {messages.length === 0 ? (
          <p class="empty">None since this page was opened. Change a pet, and its message comes here.</p>
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
        {letters.answer?.length === 0 && <p class="empty">None: every target took what its rule matched.</p>}
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
