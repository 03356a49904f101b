import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { stackNameOf } from '../../src/config.ts';
import { firstRequest } from './firstRequest.ts';
import { type Settings, settingsOf } from './settings.ts';

try {
  await printOutputs(process.argv.slice(2));
} catch (error) {
  console.error(messageOf(error));
  process.exitCode = 1;
}

/** `npm run outputs -- -c stage=dev`: what a person needs of a deployed stage, and the request to begin with. */
async function printOutputs(args: string[]): Promise<void> {
  const { stage } = settingsOf(stageIn(args));
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
  const client = new CloudFormationClient();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackNameOf(stage) }));
  const outputs = new Map(
    Stacks?.[0]?.Outputs?.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );

  const width = Math.max(...[...outputs.keys()].map((name) => name.length));
  for (const [name, value] of outputs) console.log(`${name.padEnd(width)}  ${value}`);
  const url = outputs.get('ApiUrl');
  const auth = outputs.get('Auth') as Settings['auth']['kind'] | undefined;
  if (url && auth) console.log(`\n${firstRequest(url, auth, await client.config.region())}`);
}

/** The stage, named as the CDK CLI wants it: `-c stage=dev`. */
function stageIn(args: string[]): string | undefined {
  const { values } = parseArgs({ args, options: { context: { type: 'string', short: 'c', multiple: true } } });
  return values.context?.find((pair) => pair.startsWith('stage='))?.slice('stage='.length);
}

/** What the SDK misses before it can ask AWS, in a sentence. */
function messageOf(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if (error.message === 'Region is missing')
    return 'No region is known. Set AWS_REGION, or AWS_PROFILE to a profile with one.';
  if (error.name === 'CredentialsProviderError')
    return `No credentials are known. Set AWS_PROFILE, or sign in with the AWS tools. (${error.message})`;
  return error.message;
}
