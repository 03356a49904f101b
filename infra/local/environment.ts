import { tables } from '../../src/tables.ts';

/** The name of the event bus on this machine. */
const EVENT_BUS = 'pets';

/** What the functions find in their environment on AWS. The embedded engine must never see real credentials. */
export function setEnvironment(endpoint: string, embedded: boolean): void {
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
    EVENT_BUS_NAME: EVENT_BUS,
    POWERTOOLS_METRICS_DISABLED: 'true',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    ...Object.fromEntries(Object.values(tables).map(({ variable, localName }) => [variable, localName])),
  });
}
