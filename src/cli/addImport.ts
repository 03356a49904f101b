import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, NumberValue, paginateScan } from '@aws-sdk/lib-dynamodb';
import type { Command } from 'commander';
import { exactNumber } from '../dynamo/exactNumber.ts';
import { tables } from '../tables.ts';
import { instant } from './addShow.ts';
import { badItems } from './badItems.ts';
import { statsOf } from './destinationOf.ts';
import { type ImportProgress, importEvents, parsed } from './importEvents.ts';
import { type ForeignPet, importPets } from './importPets.ts';
import { interruptible } from './interruptible.ts';
import { jsonFault } from './jsonFault.ts';
import { linesOf } from './linesOf.ts';
import { missingTable } from './missingTable.ts';
import { originOption } from './originOption.ts';
import { count, counted, paint, print, startProgress } from './print.ts';
import { readableTwice } from './readableTwice.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';

type ImportOptions = TargetOptions & {
  fromTable?: string;
  fromEndpoint?: string;
  fromRegion?: string;
  until?: number;
  bad: string;
  json?: true;
};

/** `import [file]`: restores exported events, or creates pets from lines of JSON or from the table of another service. */
export function addImport(program: Command): void {
  withTarget(program.command('import [file]'))
    .description('restore events from an export, or create pets from lines of JSON or from another table')
    .option('--from-table <name>', 'create a pet for each item of this table')
    .option('--from-endpoint <url>', 'the DynamoDB endpoint of that table, if it is not the target', originOption)
    .option('--from-region <name>', 'the region of that table, if it is not the target')
    .option('--until <time>', 'leave out later events, to make a past on this machine', instant)
    .option('--bad <file>', 'where to write the items that are not pets, with the reasons', 'import-bad.jsonl')
    .option('--json', 'one JSON object')
    .action(async (file: string | undefined, options: ImportOptions) => {
      if ((file === undefined) === (options.fromTable === undefined))
        throw new CommandFailure('Give a file, or --from-table.');
      if (options.until !== undefined && (options.stage !== undefined || file === undefined))
        throw new CommandFailure('--until makes a past of exported events, on this machine.');
      const target = await openTarget(options);
      const work =
        file === undefined
          ? createPets(target, petsOfTable(target, options), options)
          : readableTwice(file, (path) => importFile(target, { path, name: file }, options));
      await interruptible(work, STOPPED);
    });
}

/** A file to read, and what the caller calls it. */
interface Input {
  path: string;
  name: string;
}

async function importFile(target: Target, input: Input, options: ImportOptions): Promise<void> {
  if (isSameFile(input.path, options.bad))
    throw new CommandFailure(`--bad would write over ${input.name}: name another file.`);
  if (await holdsEvents(input)) await restoreEvents(target, input, options);
  else if (options.until !== undefined) throw new CommandFailure(`${input.name} holds no events: leave out --until.`);
  else await createPets(target, petsOfFile(input), options);
}

function isSameFile(a: string, b: string): boolean {
  const [one, other] = [statsOf(a), statsOf(b)];
  return one !== undefined && one.dev === other?.dev && one.ino === other.ino;
}

const STOPPED = 'Stopped. What was appended stays; the same command appends the rest.';

async function restoreEvents(target: Target, { path, name }: Input, { until, json }: ImportOptions): Promise<void> {
  const checking = startProgress('events checked', 0);
  let restoring: ReturnType<typeof startProgress> | undefined;
  const told: ImportProgress = {
    checked: (events) => checking.set(events),
    restored(events, total) {
      restoring ??= startProgress('events', total);
      restoring.set(events);
    },
  };
  const result = await importEvents(target, path, told, { name, until }).finally(() => checking.end());
  if (json) print(JSON.stringify(result));
  else {
    print(`${counted(result.appended, 'event')} restored, ${wereThere(result.existing)}`);
    print('Rows follow by the stream. Where the table has none: npm run pets -- rebuild');
    if (result.missing)
      print(
        `Personal values that were erased after that time: ${counted(result.missing, 'value')}. verify tells of each.`,
      );
  }
}

async function createPets(
  target: Target,
  pets: AsyncIterable<ForeignPet>,
  { bad, json }: ImportOptions,
): Promise<void> {
  const progress = startProgress('pets', 0);
  const refused = badItems(bad);
  const result = await importPets(
    target,
    pets,
    (item) => refused.write(JSON.stringify(item, readable)),
    (done) => progress.set(done),
  ).finally(() => progress.end());
  refused.end();
  if (json) print(JSON.stringify(result));
  else print(`${counted(result.appended, 'pet')} created, ${wereThere(result.existing)}`);
  if (result.bad === 0) return;
  if (!json) print(paint('red', `Not a pet: ${counted(result.bad, 'item')}, in ${bad} with the reasons.`));
  process.exitCode = 1;
}

const wereThere = (number: number): string => `${count(number)} ${number === 1 ? 'was' : 'were'} there already`;

/** What DynamoDB has and JSON has not, made legible. */
function readable(_key: string, value: unknown): unknown {
  if (value instanceof NumberValue) return value.toString();
  if (value instanceof Set) return [...value];
  return value;
}

/** An event has a hash and an id; a pet that was exported elsewhere has not. */
async function holdsEvents({ path, name }: Input): Promise<boolean> {
  for await (const { text } of linesOf(path, name)) {
    const item = parsed(text);
    return typeof item?.eventId === 'string' && typeof item.hash === 'string';
  }
  throw new CommandFailure(`${name} is empty.`);
}

/** A pet without an id gets one made of its line, so that it is the same pet in the next run. */
async function* petsOfFile({ path, name }: Input): AsyncGenerator<ForeignPet> {
  let isEmpty = true;
  for await (const { number, text } of linesOf(path, name)) {
    const fallbackId = createHash('sha256').update(`${number}:${text}`).digest('hex').slice(0, 26);
    yield { line: number, fallbackId, ...petOf(text) };
    isEmpty = false;
  }
  // A line was seen before.
  if (isEmpty) throw new CommandFailure(`${name} changed while it was read: it had lines, and then none.`);
}

/** The pet in a line; where it is none, the text as it is. */
function petOf(text: string): Pick<ForeignPet, 'value' | 'fault'> {
  const value = parsed(text);
  if (!value) return { value: text, fault: 'the line is no JSON object' };
  const fault = jsonFault(text);
  return fault ? { value: text, fault: `${fault.pointer}: ${fault.message}` } : { value };
}

async function* petsOfTable(target: Target, { fromTable, fromEndpoint, fromRegion }: ImportOptions) {
  const isElsewhere = fromEndpoint !== undefined || fromRegion !== undefined;
  if (!isElsewhere && Object.values(tables).some((table) => target.nameOf(table) === fromTable))
    throw new CommandFailure(`${fromTable} is a table of this service. Name the other one, or where it is.`);
  const config = target.client.config;
  const dynamoDb = new DynamoDBClient({
    region: fromRegion ?? config.region,
    credentials: config.credentials,
    ...(isElsewhere
      ? fromEndpoint !== undefined && { endpoint: fromEndpoint }
      : config.endpoint && { endpoint: config.endpoint }),
  });
  const client = DynamoDBDocumentClient.from(dynamoDb, { unmarshallOptions: { wrapNumbers: exactOrApart } });
  try {
    for await (const { Items } of paginateScan({ client }, { TableName: fromTable })) {
      for (const value of Items ?? []) yield { value };
    }
  } catch (error) {
    throw missingTable('--from-table', fromTable!, error);
  }
}

/** A number that JSON could not carry exactly stays apart from the others, so that the item is reported. */
function exactOrApart(text: string): number | NumberValue {
  const number = exactNumber(text);
  return typeof number === 'number' ? number : NumberValue.from(text);
}
