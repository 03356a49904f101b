import { useState } from 'preact/hooks';
import type { ConsumerStatus } from '../localNews.ts';
import { CommandRun } from './commandRun.tsx';
import { ConsumerCard } from './consumerCard.tsx';
import { ProblemNote } from './problemNote.tsx';
import { ReplayForm } from './replayForm.tsx';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

/** The two consumers of the stream, and what repairs what is behind them. */
export function ProjectionsView() {
  const { answer, problem } = useAnswer<{ consumers: ConsumerStatus[] }>(
    { method: 'GET', path: '/_local/projections' },
    1_000,
  );
  const [isDry, setDry] = useState(true);
  return (
    <View
      title="Projections"
      lead="Two functions read the Events table's stream: one keeps the rows that queries read, the other tells the bus. Whatever they lose is made again from the events."
    >
      <ProblemNote problem={problem} />
      <div class="cards">
        {answer?.consumers.map((consumer) => (
          <ConsumerCard key={consumer.name} {...consumer} />
        ))}
      </div>
      <section aria-labelledby="verify">
        <h2 id="verify">Verify</h2>
        <p>Proves that no event was changed, and that every row follows from its events.</p>
        <CommandRun label="Verify all" command={{ command: 'verify' }} />
      </section>
      <section aria-labelledby="rebuild">
        <h2 id="rebuild">Rebuild</h2>
        <p>Writes every row anew from its pet's newest event, in place, while the service goes on.</p>
        <CommandRun label={isDry ? 'See what it would do' : 'Rebuild'} command={{ command: 'rebuild', dryRun: isDry }}>
          <label class="check">
            <input type="checkbox" checked={isDry} onChange={({ currentTarget }) => setDry(currentTarget.checked)} />{' '}
            Dry run
          </label>
        </CommandRun>
      </section>
      <section aria-labelledby="replay">
        <h2 id="replay">Replay</h2>
        <p>
          Publishes past events again, as <code>pets.replay</code>: only rules that ask for it receive them.
        </p>
        <ReplayForm />
      </section>
    </View>
  );
}
