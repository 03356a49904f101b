import { awsSigner } from '../client/awsSigner.ts';
import { type PetsClient, petsClient } from '../client/petsClient.ts';
import { CommandFailure, type Target } from './target.ts';

/** The API of a target: signed with the credentials of the AWS tools, or with the token in PETS_API_TOKEN. */
export function apiOf({ api, client }: Target): PetsClient {
  if (!api)
    throw new CommandFailure(
      'This goes over the API, and an engine alone has none: name a stage, or the data folder of a service.',
    );
  const { url, auth } = api;
  const token = process.env.PETS_API_TOKEN;
  if (auth === 'jwt' && !token) throw new CommandFailure('Set PETS_API_TOKEN to a token with the scope pets:erase.');
  if (token) return petsClient({ url, headers: { authorization: `Bearer ${token}` } });
  if (auth !== 'iam') return petsClient({ url });
  const { config } = client;
  const sign: NonNullable<Parameters<typeof petsClient>[0]['sign']> = async (request) =>
    awsSigner({ region: await config.region(), credentials: () => config.credentials() })(request);
  return petsClient({ url, sign });
}
