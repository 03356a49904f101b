import { type BusEvent, checkedEntries } from '../../infra/local/checkedEntries.ts';
import { EVENT_BUS } from '../../infra/local/setEnvironment.ts';
import type { Backend } from './network.ts';

/** What was published: a message that the bus took, and its step. */
export interface Message {
  step: number;
  message: BusEvent;
}

/** Entries that fail by the first two are sent again at once; those without a permission wait for one. */
const FAILURES = ['InternalFailure', 'ThrottlingException', 'AccessDeniedException'];

/** EventBridge's PutEvents; where only a part is asked for, it fails other entries, each on its own. */
export class FaultyBus {
  readonly messages: Message[] = [];

  readonly carryOut: Backend = async ({ body }, step, partly) => {
    const Entries = checkedEntries(JSON.parse(body), EVENT_BUS).map((entry) => {
      if (!('detail' in entry)) return entry;
      if (partly?.chance(0.5)) return { ErrorCode: partly.one(FAILURES), ErrorMessage: 'This fault was simulated.' };
      const id = String(this.messages.length);
      this.messages.push({ step, message: { ...entry, id } });
      return { EventId: id };
    });
    const FailedEntryCount = Entries.filter((entry) => 'ErrorCode' in entry).length;
    return { status: 200, body: JSON.stringify({ FailedEntryCount, Entries }) };
  };
}
