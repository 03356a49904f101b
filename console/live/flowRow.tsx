import { duration } from '../frame/duration.ts';
import { eventWord } from '../frame/eventWord.ts';
import { href } from '../frame/place.ts';
import { Time } from '../frame/time.tsx';
import { type Flow, hasNoEvent } from './flow.ts';
import { FlowBar } from './flowBar.tsx';
import { flowNotes } from './flowNotes.ts';
import { flowSteps } from './flowSteps.ts';

/** One change: what it was, its lanes, and how long each step took. */
export function FlowRow({
  flow,
  flows,
  scale,
  isLocal,
}: {
  flow: Flow;
  flows: readonly Flow[];
  scale: number;
  isLocal: boolean;
}) {
  const { command, event } = flow;
  const steps = flowSteps(flow);
  const petId = event?.petId ?? command?.petId;
  const version = event?.version ?? command?.version;
  const isRefused = command !== null && command.status >= 400;
  const notes = flowNotes(flow);
  return (
    <li class="flow">
      <div class="what">
        <p>
          <b>{event ? eventWord(event.type) : command?.method}</b> {version && !isRefused && `v${version}`}{' '}
          <span class="small">
            {command ? `${command.method} ${command.status}, ` : 'the request was not seen, '}
            <Time at={steps.startedAt} />
          </span>
        </p>
        {petId && (
          <p class="small">
            <a href={href(['pets', petId], { version: version ?? undefined })}>
              <code>{petId}</code>
            </a>
          </p>
        )}
      </div>
      <FlowBar flow={flow} scale={scale} />
      <ol class="steps">
        <Step name="Command" ms={steps.answered} />
        {hasNoEvent(flow, flows) ? (
          <li class="step wide">{isRefused ? 'refused' : 'nothing changed'}, no event</li>
        ) : (
          isLocal && <Later flow={flow} />
        )}
      </ol>
      {notes.map(({ text, isFailure }) => (
        <p class={isFailure ? 'note failure' : 'note'} key={text}>
          {text}
        </p>
      ))}
    </li>
  );
}

/** The steps behind the answer. */
function Later({ flow }: { flow: Flow }) {
  const { recorded, projected, published } = flowSteps(flow);
  return (
    <>
      <Step name="Event" ms={recorded} isWhole />
      <Step name="Projected" ms={projected} />
      <Step name="Published" ms={published} />
    </>
  );
}

/** `isWhole`: the time is known in whole milliseconds only. */
function Step({ name, ms, isWhole = false }: { name: string; ms: number | null; isWhole?: boolean }) {
  return (
    <li class="step">
      <span class={`name key ${name.toLowerCase()}`}>{name}</span>{' '}
      {ms === null ? <span class="pending">…</span> : duration(ms, isWhole)}
    </li>
  );
}
