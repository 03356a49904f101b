import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { Context } from 'aws-lambda';
import { newUlid } from '../eventStore/newUlid.ts';
import { loggable } from '../faults/loggable.ts';
import { type Sequencer, sequence } from '../log/sequence.ts';
import { checkpointEntry } from '../messages/logCheckpointSigned.ts';
import { count } from './count.ts';
import { publishEntries } from './publishEntries.ts';

export interface SequenceLogParts extends Sequencer {
  client: EventBridgeClient;
  /** The event bus: its name or ARN. */
  bus: string;
}

/** A chunk of events, its commit and a signature end well within this. */
const LEFT_TO_END_MS = 20_000;
const NEXT = 'see docs/runbook.md, "Refused log"';

/**
 * The sequencer, called by its schedules: takes events into the log, signs it, and publishes the checkpoint. That message
 * may be lost by a crash; the checkpoint itself is kept by then, and the next one covers it.
 */
export const sequenceLog = ({ client, bus, ...sequencer }: SequenceLogParts) => {
  let told: string | undefined;
  return async (
    { lookBackSeconds }: { lookBackSeconds: number },
    context: Pick<Context, 'getRemainingTimeInMillis'>,
  ): Promise<{ size: number; added: number; refused: boolean }> => {
    const remainingMs = () => context.getRemainingTimeInMillis();
    const { size, added, signed, refused, heldBack } = await sequence(sequencer, {
      now: Date.now(),
      lookBackMs: lookBackSeconds * 1_000,
      hasTime: () => remainingMs() > LEFT_TO_END_MS,
    });
    // A sequencer that goes on refusing says so once: the alarm goes on, too.
    if (refused !== undefined && refused !== told)
      console.error({ message: 'the log was not signed', reason: refused, size, next: NEXT });
    told = refused;
    for (const { streamId, version } of heldBack)
      console.error({ message: 'the log lacks an event before this one', petId: streamId, version });
    count('LogRefusals', refused === undefined ? 0 : 1);
    count('HeldBackEvents', heldBack.length);
    // An empty log says nothing that anybody would have to keep.
    if (signed && signed.size > 0) {
      const [, , root = ''] = signed.note.split('\n');
      const entry = checkpointEntry(bus, {
        metadata: { eventId: newUlid(), schemaVersion: 1, occurredAt: signed.signedAt },
        data: { origin: sequencer.origin, size: signed.size, root, checkpoint: signed.note },
      });
      const { unpublished, fault } = await publishEntries(client, [entry], remainingMs);
      if (unpublished.size > 0)
        console.error({ message: 'a checkpoint was not published', size: signed.size, error: loggable(fault) });
    }
    return { size, added, refused: refused !== undefined };
  };
};
