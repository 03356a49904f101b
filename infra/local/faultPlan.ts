import { setTimeout as sleep } from 'node:timers/promises';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import type { Fault } from '../../src/client/localClient.ts';
import { STREAM_FUNCTIONS, type StreamFunction } from '../../src/functions.ts';
import type { Invoke } from './invoking.ts';

/**
 * A fault that is asked for, to see what the service makes of it. For the bus: `fail` answers 500, `delay` takes the
 * entries and answers `ms` later, `duplicate` delivers every event twice, `partial` refuses a `share` of the entries.
 * For a stream function: `fail` stands for a function that throws after its work, `delay` calls it `ms` later, `duplicate` calls
 * it twice, `partial` has it report the record after a `share` of the batch as failed.
 */
export const faultSchema = z.object({
  at: z.enum(['bus', ...STREAM_FUNCTIONS]),
  kind: z.enum(['fail', 'delay', 'duplicate', 'partial']),
  /** How many requests or batches it strikes. */
  next: z._default(z.int().check(z.minimum(1), z.maximum(1_000_000)), 1),
  ms: z._default(z.int().check(z.minimum(0), z.maximum(60_000)), 1000),
  share: z._default(z.number().check(z.minimum(0), z.maximum(1)), 0.5),
}) satisfies z.ZodMiniType<Fault>;

/** Faults to come, in the order they were asked for. */
export class FaultPlan {
  private planned: Fault[] = [];

  plan(fault: z.input<typeof faultSchema>): void {
    this.planned.push(faultSchema.parse(fault));
  }

  /** The fault that strikes now, if there is one. */
  take(at: Fault['at']): Fault | undefined {
    const fault = this.planned.find((candidate) => candidate.at === at);
    if (fault && --fault.next === 0) this.planned.splice(this.planned.indexOf(fault), 1);
    return fault;
  }

  list(): readonly Fault[] {
    return this.planned;
  }

  clear(): void {
    this.planned = [];
  }
}

/** A stream function as it is with the faults that are asked of it. */
export function withFaults(name: StreamFunction, invoke: Invoke, faults: FaultPlan): Invoke {
  return async (event) => {
    const fault = faults.take(name);
    switch (fault?.kind) {
      case undefined:
        return invoke(event);
      case 'delay':
        await sleep(fault.ms);
        return invoke(event);
      case 'duplicate':
        await invoke(event);
        return invoke(event);
      case 'fail':
        await invoke(event);
        throw new Error('This fault was asked for.');
      case 'partial': {
        const { Records } = event as DynamoDBStreamEvent;
        const done = Math.min(Math.floor(Records.length * fault.share), Records.length - 1);
        const response = done > 0 && ((await invoke({ Records: Records.slice(0, done) })) as DynamoDBBatchResponse);
        if (response && response.batchItemFailures.length > 0) return response;
        return { batchItemFailures: [{ itemIdentifier: Records[done]!.dynamodb!.SequenceNumber! }] };
      }
    }
  };
}
