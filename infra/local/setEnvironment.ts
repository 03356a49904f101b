import { variables } from '../../src/config.ts';
import { ONE_SHARD } from '../../src/shardNumbers.ts';
import { tables } from '../../src/tables.ts';

/** The name of the event bus on this machine. */
export const EVENT_BUS = 'pets';

/** Nothing listens there: a local service without a bus must not reach a real one. */
const NOWHERE = 'http://127.0.0.1:1';

/** What the log's functions find in their environment. */
export interface LocalLog {
  /** Of what stands in for KMS and S3. */
  endpoint: string;
  origin: string;
  keys: readonly string[];
  bucket: string;
}

/**
 * What the functions find in their environment on AWS; `endpoint` is the DynamoDB engine's, `busEndpoint` the bus's, and
 * `shards` the numbers that were in use.
 * The embedded engine must never see real credentials.
 */
export function setEnvironment(
  endpoint: string,
  embedded: boolean,
  busEndpoint = NOWHERE,
  shards = ONE_SHARD,
  log: LocalLog = { endpoint: NOWHERE, origin: 'localhost/pets', keys: ['none'], bucket: 'none' },
): void {
  const local = {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: undefined,
  };
  if (embedded || !process.env.AWS_ACCESS_KEY_ID) {
    for (const [name, value] of Object.entries(local)) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ENDPOINT_URL_DYNAMODB_STREAMS: endpoint,
    AWS_ENDPOINT_URL_EVENTBRIDGE: busEndpoint,
    AWS_ENDPOINT_URL_KMS: log.endpoint,
    AWS_ENDPOINT_URL_S3: log.endpoint,
    [variables.eventBusName]: EVENT_BUS,
    [variables.logOrigin]: log.origin,
    [variables.logKeys]: log.keys.join(','),
    [variables.logBucket]: log.bucket,
    [variables.auth]: 'none',
    [variables.publishesPersonalData]: 'false',
    [variables.shards]: shards.join(),
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...Object.fromEntries(Object.values(tables).map(({ variable, localName }) => [variable, localName])),
  });
}
