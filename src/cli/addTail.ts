import { type Command, Option } from 'commander';
import { serverEvents } from '../client/serverEvents.ts';
import type { PetMessage } from '../messages/petMessageSchemas.ts';
import { columns } from './columns.ts';
import { originOption } from './originOption.ts';
import { fitting, indented, inline, paint, print, printable } from './print.ts';
import { CommandFailure, runningOn } from './target.ts';
import { textIn } from './textIn.ts';

interface TailOptions {
  url?: string;
  data: string;
  pattern?: string;
  json?: true;
}

/** `tail`: the messages on the local service's bus, as they are published, until the service stops. */
export function addTail(program: Command): void {
  program
    .command('tail')
    .description('print the messages on the event bus of the local service, as they come')
    .addOption(new Option('--url <url>', 'the local service at this address').argParser(originOption).conflicts('data'))
    .option('--data <folder>', 'the local service that runs on this data folder', '.data')
    .option('--pattern <file>', 'only those that the EventBridge pattern in this JSON file takes')
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nPETS_API_TOKEN, where it is set, is sent as a bearer token.')
    .action(async ({ url: named, data, pattern, json }: TailOptions) => {
      const url = named ?? runningOn(data, 'an address with --url').url;
      const filter = pattern === undefined ? '' : `?${new URLSearchParams({ pattern: textIn(pattern) })}`;
      const bearer = process.env.PETS_API_TOKEN;
      const headers: Record<string, string> = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
      const response = await fetch(`${url}/_local/bus${filter}`, { headers }).catch(() => {
        throw new CommandFailure(
          `No local service answers at ${url}. Start one with npm start, or name it with --url.`,
        );
      });
      if (response.status === 404)
        throw new CommandFailure(`${url} has no bus to watch: only a service on loopback shows it.`);
      if (!response.ok || !response.body) throw new CommandFailure(await refusalOf(response));
      for await (const event of publishedIn(response.body)) print(json ? inline(event) : messageLine(event));
      console.error('The service stopped.');
    });
}

/** Why the service does not tell. A request with a pattern that is too large does not come so far. */
async function refusalOf(response: Response): Promise<string> {
  if (response.status === 431)
    return 'The pattern is too large: it travels in the head of a request, which takes 16 KB.';
  const { message } = (await response.json().catch(() => ({}))) as { message?: unknown };
  return typeof message === 'string' ? message : `The answer has status ${response.status}. Is that a local service?`;
}

/** The events that `GET /_local/bus` tells of as published. */
async function* publishedIn(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<PetMessage> {
  try {
    for await (const { event, data } of serverEvents(body)) {
      if (event === 'published') yield (JSON.parse(data) as { event: PetMessage }).event;
    }
  } catch (error) {
    // A service that is killed ends the stream in the middle.
    if (!(error instanceof TypeError)) throw error;
  }
}

const otherLine = (event: { time: string }): string => fitting([event.time, inline(event)]);

function messageLine(event: PetMessage): string {
  // Other events may be put on the local bus as well.
  if (event.source !== 'pets' && event.source !== 'pets.replay') return otherLine(event);
  if (event.detail.metadata?.petId === undefined) return otherLine(event);
  const { petId, version, occurredAt, actor } = event.detail.metadata;
  const replayed = event.source === 'pets.replay' ? `  ${paint('yellow', 'replayed')}` : '';
  const pet = paint('bold', `${printable(petId)} v${version}`);
  const head = fitting([`${occurredAt}  ${event['detail-type']}`, pet, `${printable(actor)}${replayed}`]);
  return `${head}\n${indented(paint('dim', columns([JSON.stringify(event.detail.data), 76])))}`;
}
