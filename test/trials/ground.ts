import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { startEngine } from '../../infra/local/engine.ts';
import { type Service, startService } from '../../infra/local/service.ts';
import { carryOutAt, startFaultProxy } from '../simulation/faultProxy.ts';
import { engineClient } from '../support/examinePet.ts';

/** A service in memory, for one trial after another; bundles are loaded once in a process. */
export interface Ground {
  service: Service;
  /** Of the engine, past the service. */
  client: DynamoDBDocumentClient;
  /** Loses the reply to each first request that stores an event from now on, or no more; tells how many it lost. */
  loseReplies(loses: boolean): number;
  stop(): Promise<void>;
}

export async function startGround(): Promise<Ground> {
  const engine = await startEngine();
  const proxy = await startFaultProxy();
  const lost = new Set<string>();
  let losesReplies = false;
  proxy.receive(async (arrival) => {
    const reply = await carryOutAt(engine.endpoint, arrival);
    const isFirst = arrival.body.includes('INSERT INTO \\"Events\\"') && !lost.has(arrival.body);
    if (!losesReplies || !isFirst) return arrival.reply(reply);
    lost.add(arrival.body);
    arrival.cut();
  });
  const service = await startService({ host: '127.0.0.1', port: 0, endpoint: proxy.endpoint });
  return {
    service,
    client: engineClient(engine.endpoint),
    loseReplies(loses) {
      losesReplies = loses;
      return lost.size;
    },
    async stop() {
      await service.stop();
      await proxy.stop();
      await engine.stop();
    },
  };
}
