import { EventBridgeClient, type EventBridgeClientConfig } from '@aws-sdk/client-eventbridge';
import { BOUNDED, translateFaults } from '../dynamo/translateFaults.ts';

/** The EventBridge client of the publisher and of replays. What is not given comes from the environment. */
export function eventBridge(
  place: Pick<EventBridgeClientConfig, 'endpoint' | 'region' | 'credentials'> = {},
): EventBridgeClient {
  const client = new EventBridgeClient({ ...BOUNDED, ...place });
  translateFaults(client, 'EventBridge');
  return client;
}
