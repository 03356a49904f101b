import { useState } from 'preact/hooks';
import { localRequests } from '../../src/client/localClient.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { View } from '../frame/view.tsx';
import { local } from '../service/local.ts';
import { useAnswer } from '../service/useAnswer.ts';
import { CommandRun } from './commandRun.tsx';
import { ConsumerCard } from './consumerCard.tsx';
import { ReplayForm } from './replayForm.tsx';

/** The two consumers of the stream, and the commands that check and repair what they make. */
export function ProjectionsView() {
  const { answer, problem, isLoading, reload } = useAnswer(local, localRequests.projections(), 1_000);
  const [isDry, setDry] = useState(true);
  return (
    <View
      title="Projections"
      lead="Two functions read the stream of the Events table: one writes the rows that queries read, the other sends messages to the bus. Whatever they lose can be made again from the events."
    >
      <ProblemNote problem={problem} onRetry={reload} />
      {isLoading && <Skeleton rows={3} />}
      <div class="cards">
        {answer?.consumers.map((consumer) => (
          <ConsumerCard key={consumer.name} {...consumer} />
        ))}
      </div>
      <section aria-labelledby="verify">
        <h2 id="verify">Verify</h2>
        <p>Proves that no event was changed and that every row follows from its events.</p>
        <CommandRun label="Verify all" command={{ command: 'verify' }} />
      </section>
      <section aria-labelledby="rebuild">
        <h2 id="rebuild">Rebuild</h2>
        <p>Writes each row that differs from its pet's newest event, while the service keeps running.</p>
        <CommandRun label={isDry ? 'Show what it would do' : 'Rebuild'} command={{ command: 'rebuild', dryRun: isDry }}>
          <label class="check">
            <input type="checkbox" checked={isDry} onChange={({ currentTarget }) => setDry(currentTarget.checked)} />{' '}
            Dry run
          </label>
        </CommandRun>
      </section>
      <section aria-labelledby="replay">
        <h2 id="replay">Replay</h2>
        <p>
          Publishes past events again, with the source <code>pets.replay</code>. Only rules that match this source
          receive them.
        </p>
        <ReplayForm />
      </section>
    </View>
  );
}
