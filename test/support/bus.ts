import { afterAll, beforeAll } from 'vitest';
import type { BusEvent } from '../../infra/local/checkedEntries.ts';
import { EventBus } from '../../infra/local/eventBus.ts';
import { FaultPlan } from '../../infra/local/faultPlan.ts';
import type { LoopbackServer } from '../../infra/local/loopbackServer.ts';
import { EVENT_BUS, setEnvironment } from '../../infra/local/setEnvironment.ts';
import { startBusServer } from '../../infra/local/startBusServer.ts';

export interface TestBus {
  bus: EventBus;
  faults: FaultPlan;
  server: LoopbackServer;
  /** Everything that was published, as it came. */
  published: BusEvent[];
}

/** A bus for one test file, that the real client reaches. There is no DynamoDB in this environment. */
export function useBus(): TestBus {
  const faults = new FaultPlan();
  const bus = new EventBus(EVENT_BUS, { firstPauseMs: 1 });
  const test = { bus, faults, published: [] } as unknown as TestBus;
  bus.watch((news) => news.type === 'published' && test.published.push(news.event));
  beforeAll(async () => {
    test.server = await startBusServer(bus, faults);
    setEnvironment('http://127.0.0.1:1', true, test.server.endpoint);
  });
  afterAll(async () => {
    await test.server.stop();
    await bus.stop();
  });
  return test;
}
