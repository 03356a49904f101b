import { duration } from '../frame/duration.ts';
import { eventWord } from '../frame/eventWord.ts';
import { href } from '../frame/place.ts';
import { ShortId } from '../frame/shortId.tsx';
import { Time } from '../frame/time.tsx';
import { PetName } from '../service/petName.tsx';
import { type Flow, hasNoEvent, subjectOf } from './flow.ts';
import { FlowBar } from './flowBar.tsx';
import { flowNotes } from './flowNotes.ts';
import { flowSteps } from './flowSteps.ts';

interface FlowRowProps {
  flow: Flow;
  flows: readonly Flow[];
  scale: number;
  isLocal: boolean;
}

/** One change: what happened to which pet, its lanes, and how long each step took. */
export function FlowRow({ flow, flows, scale, isLocal }: FlowRowProps) {
  const { command, event } = flow;
  const steps = flowSteps(flow);
  const petId = event?.petId ?? command?.petId;
  const version = event?.version ?? command?.version ?? null;
  const isRefused = command !== null && command.status >= 400;
  const what = event ? eventWord(event.type).toLowerCase() : isRefused ? 'refused' : METHOD_WORDS[command!.method];
  return (
    <li class="flow">
      <div class="what">
        <p>
          {petId ? (
            <a href={href(['pets', petId], { version: version ?? undefined })}>
              <PetName petId={petId} version={livesAt(flow)} pet={subjectOf(flow, flows)} />
            </a>
          ) : (
            'A pet'
          )}
          : {what}
        </p>
        <p class="small">
          <Time at={steps.startedAt} /> · {version !== null && !isRefused && `version ${version} · `}
          {command ? `${command.method} ${command.status}` : 'request not seen'}
          {petId && (
            <>
              {' · '}
              <ShortId id={petId} />
            </>
          )}
        </p>
      </div>
      <FlowBar flow={flow} scale={scale} />
      <ol class="steps">
        <Step name="Command" kind="command" ms={steps.answered} />
        {hasNoEvent(flow, flows) ? (
          <li class="step wide">{isRefused ? 'refused' : 'nothing changed'}, no event</li>
        ) : (
          isLocal && <Later flow={flow} />
        )}
      </ol>
      {flowNotes(flow).map(({ text, isFailure }) => (
        <p class={isFailure ? 'note failure' : 'note'} key={text}>
          {text}
        </p>
      ))}
    </li>
  );
}

/** What the caller wanted, as long as it is not known what came of it. */
const METHOD_WORDS: Record<string, string> = { POST: 'created', PUT: 'changed', PATCH: 'changed', DELETE: 'deleted' };

/** A version at which the flow's pet lived; null where none is known. */
function livesAt({ command, event }: Flow): number | null {
  if (!event) return command && command.status < 400 ? command.version : null;
  return event.pet ? event.version : event.version - 1;
}

/** The steps behind the answer. */
function Later({ flow }: { flow: Flow }) {
  const { recorded, projected, published } = flowSteps(flow);
  return (
    <>
      <Step name="Event" kind="event" ms={recorded} isWhole />
      <Step name="Row" kind="projected" ms={projected} />
      <Step name="Message" kind="published" ms={published} />
    </>
  );
}

interface StepProps {
  name: string;
  kind: string;
  ms: number | null;
  /** The time is known in whole milliseconds only. */
  isWhole?: boolean;
}

function Step({ name, kind, ms, isWhole = false }: StepProps) {
  return (
    <li class="step">
      <span class={`name key ${kind}`}>{name}</span>{' '}
      {ms === null ? <span class="pending">…</span> : duration(ms, isWhole)}
    </li>
  );
}
