import { type Command, Option } from 'commander';
import { type PetsClient, petsClient } from '../client/petsClient.ts';
import { stackNameOf } from '../config.ts';
import { apiUrlOption } from './apiUrlOption.ts';

import { CommandFailure, runningOn } from './target.ts';

export interface ApiOptions {
  stage?: string;
  url?: string;
  data: string;
}

/** Gives a command the options that say where the API is. */
export function withApi(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--stage <name>',
        'the API of a stage on AWS, with the credentials and region of the AWS tools',
      ).conflicts(['url', 'data']),
    )
    .addOption(new Option('--url <url>', 'the API at this address').argParser(apiUrlOption).conflicts('data'))
    .option('--data <folder>', 'the API of the local service that runs on this data folder', '.data')
    .addHelpText('after', '\nRequests carry PETS_API_TOKEN, where it is set, as a bearer token.');
}

/** The client of the API that the options name: signed for a stage with IAM, with a token where one is set. */
export async function openApi({ stage, url, data }: ApiOptions): Promise<PetsClient> {
  const token = process.env.PETS_API_TOKEN;
  const headers: Record<string, string> = token ? { authorization: `Bearer ${token}` } : {};
  if (stage === undefined)
    return petsClient({ url: url ?? runningOn(data, 'an address with --url, or a stage with --stage').url, headers });

  // Loaded where they are needed: most commands are for this machine, and start sooner without them.
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const { awsSigner } = await import('../client/awsSigner.ts');
  const client = new CloudFormationClient();
  const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stackNameOf(stage) }));
  const output = (name: string) => Stacks?.[0]?.Outputs?.find(({ OutputKey }) => OutputKey === name)?.OutputValue;
  const address = output('ApiUrl');
  if (!address) throw new CommandFailure(`The stack ${stackNameOf(stage)} has no output ApiUrl.`);
  if (output('Auth') !== 'iam') return petsClient({ url: address, headers });
  const { region, credentials } = client.config;
  return petsClient({ url: address, sign: awsSigner({ region: await region(), credentials }) });
}
