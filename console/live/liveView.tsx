import { useState } from 'preact/hooks';
import { LocalProblem } from '../../src/client/localClient.ts';
import { duration } from '../frame/duration.ts';
import { Figures } from '../frame/figures.tsx';
import { ProblemNote } from '../frame/problemNote.tsx';
import { View } from '../frame/view.tsx';
import { SampleButton } from '../service/sampleButton.tsx';
import { Architecture } from './architecture.tsx';
import type { Flow } from './flow.ts';
import { flowEnd } from './flowEnd.ts';
import { FlowRow } from './flowRow.tsx';
import { flowSteps } from './flowSteps.ts';
import { median } from './median.ts';
import { scaleFor } from './scaleFor.ts';
import { useLiveFlows } from './useLiveFlows.ts';

/** Nobody reads more than this many. */
const SHOWN = 40;
/** The scale fits so many of the newest changes. Older ones that are longer end at the edge, where a number says when. */
const FITTED = 6;

/** Every change on its way from the command to the bus: eventual consistency in milliseconds. */
export function LiveView({ isLocal }: { isLocal: boolean }) {
  const [isPaused, setPaused] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const { flows, isConnected, problem: refusal } = useLiveFlows(isLocal, isPaused);
  const shown = flows.slice(0, SHOWN);
  const scale = scaleFor(shown.slice(0, FITTED).map(flowEnd));

  return (
    <View
      title="Live"
      lead="A command is answered once its event is stored. The row that queries read and the message to other teams follow a moment later."
      actions={
        <>
          <button type="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            Pause
          </button>
          {shown.length > 0 && <SampleButton onEnd={setProblem} />}
        </>
      }
    >
      <ProblemNote problem={problem ?? (refusal instanceof LocalProblem ? refusal : undefined)} />
      {isLocal ? (
        <p class={isConnected ? 'sr-only' : 'note'} role="status">
          {isConnected && 'Connected'}
          {!isConnected &&
            (refusal === undefined
              ? 'Connecting to the service …'
              : 'No connection to the service. The page keeps trying.')}
        </p>
      ) : (
        <p class="note">
          On a deployed stage the page sees only its own changes, up to their answer. The stage's dashboard has the
          rest; a service on your machine (<code>npm start</code>) shows it here.
        </p>
      )}
      {shown.length === 0 ? (
        <Architecture>
          {(isConnected || !isLocal) && (
            <p>
              <b>Nothing has happened yet.</b> Create a pet, here or with curl, and watch it go this way.
            </p>
          )}
          <SampleButton onEnd={setProblem} />
        </Architecture>
      ) : (
        <>
          {isLocal && <Trails flows={shown} />}
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
              <li class="key projected">Row</li>
              <li class="key published">Message</li>
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

/** How far the row and the message trail behind the answer, as medians. */
function Trails({ flows }: { flows: readonly Flow[] }) {
  const steps = flows.map(flowSteps);
  const trail = (step: 'projected' | 'published') =>
    median(
      steps.flatMap(({ answered, [step]: at }) =>
        answered === null || at === null ? [] : [Math.max(0, at - answered)],
      ),
    );
  const shown = (ms: number | null) => (ms === null ? '–' : duration(ms));
  const figures = {
    'median time to the answer': shown(median(steps.flatMap(({ answered }) => answered ?? []))),
    'row, after the answer': shown(trail('projected')),
    'message, after the answer': shown(trail('published')),
  };
  return <Figures of={figures} />;
}
