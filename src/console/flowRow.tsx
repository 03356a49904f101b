import { type Flow, hasNoEvent } from './flow.ts';
import { FlowBar } from './flowBar.tsx';
import { flowNotes } from './flowNotes.ts';
import { stepsOf } from './flowSteps.ts';
import { href } from './router.ts';
import { duration, Time } from './time.tsx';

/** One change: what it was, its lanes, and when each step was done. */
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
  const steps = stepsOf(flow);
  const petId = event?.petId ?? command?.petId;
  const version = event?.version ?? command?.version;
  const isRefused = command !== null && command.status >= 400;
  const notes = flowNotes(flow);
  return (
    <li class={`flow${notes.length > 0 || isRefused ? ' rough' : ''}`}>
      <div class="what">
        <p>
          <b>{event?.type ?? command?.method}</b> {petId && <PetLink petId={petId} version={version} />}
        </p>
        <p class="small">
          <Time at={steps.startedAt} />{' '}
          {command ? `${command.method} ${command.status}` : 'not by a request that was seen'}
        </p>
      </div>
      <FlowBar flow={flow} scale={scale} />
      <ol class="steps">
        <Step name="Command" ms={steps.answered} />
        {hasNoEvent(flow, flows) ? (
          <li class="step wide">{isRefused ? 'refused' : 'nothing changed'}: no event</li>
        ) : (
          isLocal && <Later flow={flow} />
        )}
      </ol>
      {notes.map((note) => (
        <p class="note" key={note}>
          {note}
        </p>
      ))}
    </li>
  );
}

/** The steps behind the answer. */
function Later({ flow }: { flow: Flow }) {
  const { recorded, projected, published } = stepsOf(flow);
  return (
    <>
      <Step name="Event" ms={recorded} />
      <Step name="Projected" ms={projected} />
      <Step name="Published" ms={published} />
    </>
  );
}

function Step({ name, ms }: { name: string; ms: number | null }) {
  return (
    <li class="step">
      <span class="name">{name}</span> {ms === null ? <span class="pending">…</span> : duration(ms)}
    </li>
  );
}

function PetLink({ petId, version }: { petId: string; version: number | null | undefined }) {
  return (
    <a href={href(['pets', petId], { version: version ?? undefined })}>
      <code>{petId}</code>
      {version !== null && version !== undefined && ` v${version}`}
    </a>
  );
}
