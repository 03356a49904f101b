import { useState } from 'preact/hooks';
import type { Flow } from './flow.ts';
import { FlowRow } from './flowRow.tsx';
import { median, scaleFor, stepsOf } from './flowSteps.ts';
import { ProblemNote } from './problemNote.tsx';
import { SampleButton } from './sampleButton.tsx';
import { duration } from './time.tsx';
import { useLiveFlows } from './useLiveFlows.ts';
import { View } from './view.tsx';

/** More than this many nobody reads. */
const SHOWN = 40;

/** Every change on its way from the command to the bus: eventual consistency, in milliseconds. */
export function LiveView({ isLocal }: { isLocal: boolean }) {
  const [isPaused, setPaused] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { flows, isConnected } = useLiveFlows(isLocal, isPaused);
  const shown = flows.slice(0, SHOWN);
  const scale = scaleFor(shown.map(endOf));

  return (
    <View
      title="Live"
      lead="A command is answered once its event is stored. The row that queries read and the message that other teams get follow a moment later: here is how long."
      actions={
        <>
          <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            Pause
          </button>
          <SampleButton onEnd={setProblem} />
        </>
      }
    >
      <ProblemNote problem={problem} />
      {isLocal ? (
        <p class={isConnected ? 'sr-only' : 'note'} role="status">
          {isConnected ? 'Connected' : 'Connecting to the service …'}
        </p>
      ) : (
        <p class="note">
          On a deployed stage the page sees the changes it makes itself, up to their answer. What projectPets and
          publishPets do is on the stage's dashboard; a service on your machine (<code>npm start</code>) shows it here.
        </p>
      )}
      {isLocal && <Trails flows={shown} />}
      {shown.length === 0 ? (
        <p class="empty">Nothing has happened yet. Create a pet, here or with curl, and watch it pass.</p>
      ) : (
        <>
          <div class="flow legend" aria-hidden="true">
            <span>Change</span>
            <span class="axis">
              <span>0</span>
              <span>{duration(scale / 2)}</span>
              <span>{duration(scale)}</span>
            </span>
            <ol class="steps">
              <li class="key command">Command</li>
              <li class="key event">Event</li>
              <li class="key projected">Projected</li>
              <li class="key published">Published</li>
            </ol>
          </div>
          <ol class="flows" aria-label="Changes, newest first">
            {shown.map((flow) => (
              <FlowRow key={flow.number} flow={flow} flows={flows} scale={scale} isLocal={isLocal} />
            ))}
          </ol>
        </>
      )}
    </View>
  );
}

const endOf = (flow: Flow): number => {
  const { answered, projected, published } = stepsOf(flow);
  return Math.max(answered ?? 0, projected ?? 0, published ?? 0);
};

/** How far the row and the message trail behind the answer, in the middle. */
function Trails({ flows }: { flows: readonly Flow[] }) {
  const steps = flows.map(stepsOf);
  const trail = (step: 'projected' | 'published') =>
    median(
      steps.flatMap(({ answered, [step]: at }) =>
        answered === null || at === null ? [] : [Math.max(0, at - answered)],
      ),
    );
  const figures = {
    'median until the answer': median(steps.flatMap(({ answered }) => answered ?? [])),
    'more until the row': trail('projected'),
    'more until the message': trail('published'),
  };
  return (
    <dl class="figures">
      {Object.entries(figures).map(([label, ms]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{ms === null ? '–' : duration(ms)}</dd>
        </div>
      ))}
    </dl>
  );
}
