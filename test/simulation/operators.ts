import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { EVENT_BUS } from '../../infra/local/setEnvironment.ts';
import { replayEvents } from '../../src/cli/replayEvents.ts';
import { fromItem } from '../../src/eventStore/fromItem.ts';
import { wholeShard } from '../../src/eventStore/streamCatalog.ts';
import { type RebuildTask, rebuildTasks } from '../../src/projections/rebuildTask.ts';
import { petStream } from '../../src/streams/petStream.ts';
import type { StoredItem } from '../judge/history.ts';
import type { CallFunction } from './clients.ts';
import { REPLAY } from './replay.ts';

/** A call of the rebuild, and what came of it. */
export interface RebuildCall {
  invocation: string;
  answer?: RebuildTask;
  failure?: string;
}

/** Any clock is wrong by less. */
const DAY_MS = 24 * 3_600_000;

/** The people and schedules that repair rows and tell events again. */
export class Operators {
  readonly rebuilds: RebuildCall[] = [];
  private readonly bus: EventBridgeClient;
  private readonly callFunction: CallFunction;

  constructor(bus: EventBridgeClient, callFunction: CallFunction) {
    this.bus = bus;
    this.callFunction = callFunction;
  }

  /** Rebuilds all rows after each pause, beside whatever goes on. */
  async rebuildAfter(pausesMs: readonly number[]): Promise<void> {
    for (const pauseMs of pausesMs) {
      await sleep(pauseMs);
      await this.rebuild(false);
    }
  }

  /** The check that runs every day. */
  async check(): Promise<void> {
    await sleep(DAY_MS);
    await this.rebuild(true);
  }

  /** `pets replay`, with the events of these items. */
  async replay(items: readonly StoredItem[]): Promise<void> {
    const bus = { name: EVENT_BUS, client: this.bus };
    await replayEvents({ bus }, Readable.from(items.map((item) => fromItem(petStream, item))), {
      replay: REPLAY,
      rate: 1_000,
      published: () => {},
    });
  }

  private async rebuild(reconcile: boolean): Promise<void> {
    for (const task of rebuildTasks([wholeShard('0')], ['Pets'], {
      reconcile,
      dryRun: false,
      force: false,
      maxWriteUnits: null,
      segments: 1,
    })) {
      const call: RebuildCall = { invocation: `rebuildPets-${this.rebuilds.length}` };
      this.rebuilds.push(call);
      try {
        call.answer = (await this.callFunction('rebuildPets', call.invocation, task)) as RebuildTask;
      } catch (error) {
        call.failure = String(error);
      }
    }
  }
}
