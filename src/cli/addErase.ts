import type { Command } from 'commander';
import { PetsProblem } from '../client/petsClient.ts';
import { PERSONAL_NAMES, type PersonalName } from '../domain/splitPersonal.ts';
import type { RecordedPetEvent } from '../streams/petStream.ts';
import { itemCount } from './addVerify.ts';
import { apiOf } from './apiOf.ts';
import { stoppable } from './interruptible.ts';
import { numberOption } from './numberOption.ts';
import { ownerOption, petsOfOwner } from './petsOfOwner.ts';
import { counted, inline, print, printable, startProgress } from './print.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';

type EraseOptions = TargetOptions & {
  owner?: string;
  fields?: string;
  dryRun?: true;
  segments: number;
  json?: true;
};

/** What was erased of a pet, or would be: names as the API has them, and the event that says so. */
interface Receipt {
  petId: string;
  fields: readonly string[];
  /** The events whose values go. */
  events: number;
  eventId?: string;
  version?: number;
  erasedAt?: string;
}

/**
 * `erase <petId>` or `erase --owner <id>`: erases personal data over the API, and prints what was erased, when, and which
 * events say so, also where it is interrupted or fails. May be run again then: what is erased is not erased twice.
 */
export function addErase(program: Command): void {
  withTarget(program.command('erase [petId]'))
    .description('erases personal data of a pet, or of all pets that have or had an owner, from the past too')
    .option('--owner <id>', 'all pets that have or had this owner, deleted ones too', ownerOption)
    .option('--fields <names>', `some of ${PERSONAL_NAMES.join(', ')}, with commas between them; all unless given`)
    .option('--dry-run', 'only tells what would be erased')
    .option('--segments <n>', 'parts of the table to read at once', numberOption(1, 64), 8)
    .option('--json', 'one JSON object')
    .action(async (petId: string | undefined, options: EraseOptions) => {
      if ((petId === undefined) === (options.owner === undefined))
        throw new CommandFailure('Give a petId or --owner, and not both.');
      const fields = fieldsOf(options.fields);
      const target = await openTarget(options);
      const petIds = petId === undefined ? await ofOwner(target, options.owner!, options.segments) : [petId];
      const receipts: Receipt[] = [];
      const eraseEach = async (stopping: AbortSignal) => {
        stopping.addEventListener('abort', () => console.error('\nStopping after this pet.'));
        for (const id of petIds) {
          if (stopping.aborted) return;
          const receipt = await (options.dryRun ? wouldErase(target, id, fields) : erase(target, id, fields));
          receipts.push(receipt);
          if (!options.json) print(line(receipt, options.dryRun === true));
        }
      };
      // What was erased is not found by its owner again: its receipts are printed now or never.
      await stoppable((stopping) => eraseEach(stopping).finally(() => conclude(receipts, petIds, options)));
    });
}

function conclude(receipts: Receipt[], petIds: readonly string[], { dryRun, json }: EraseOptions): void {
  const next = petIds[receipts.length];
  if (receipts.length > 0 || next === undefined) {
    const events = receipts.reduce((sum, receipt) => sum + receipt.events, 0);
    if (json) print(inline({ dryRun: dryRun === true, pets: receipts.length, events, receipts }));
    else print(`${counted(receipts.length, 'pet')}, ${counted(events, 'event')} with values to remove`);
  }
  if (next !== undefined && petIds.length > 1)
    console.error(`Stopped at ${printable(next)}. Run the same command again for the rest.`);
}

function fieldsOf(text: string | undefined): readonly PersonalName[] {
  const names = [...new Set<string>(text?.split(',') ?? PERSONAL_NAMES)];
  const unknown = names.find((name) => !PERSONAL_NAMES.includes(name as PersonalName));
  if (unknown !== undefined)
    throw new CommandFailure(`--fields: ${printable(unknown)} is none of ${PERSONAL_NAMES.join(', ')}`);
  return names as PersonalName[];
}

async function ofOwner(target: Target, ownerId: string, segments: number): Promise<string[]> {
  const progress = startProgress('events', await itemCount(target));
  return petsOfOwner(target, ownerId, segments, (events) => progress.set(events)).finally(() => progress.end());
}

async function wouldErase(target: Target, petId: string, fields: readonly PersonalName[]): Promise<Receipt> {
  const newest = await target.store.newest(petId);
  if (!newest) throw noPet(petId);
  const held = fields.filter((name) => newest.heldSince?.[name] !== undefined);
  return { petId, fields: held, events: await eventsWith(target, newest, held) };
}

async function erase(target: Target, petId: string, fields: readonly PersonalName[]): Promise<Receipt> {
  const planned = await wouldErase(target, petId, fields);
  try {
    await apiOf(target).erase(petId, { fields });
  } catch (error) {
    if (error instanceof PetsProblem) throw new CommandFailure(`${printable(petId)}: ${error.message}`);
    throw error;
  }
  const erasure = await lastErasure(target, petId);
  if (!erasure) return planned;
  const { eventId, version, occurredAt: erasedAt } = erasure;
  return { ...planned, eventId, version, erasedAt };
}

/** How many events hold values of these names. */
async function eventsWith({ store }: Target, newest: RecordedPetEvent, names: readonly string[]): Promise<number> {
  const from = Math.min(...names.map((name) => newest.heldSince![name]!));
  if (names.length === 0) return 0;
  let events = 0;
  for await (const { commitments = {} } of store.read(newest.streamId, { from }))
    if (names.some((name) => commitments[name]?.salt !== undefined)) events++;
  return events;
}

async function lastErasure({ store }: Target, petId: string) {
  for await (const event of store.read(petId, { order: 'desc' })) if (event.type === 'PersonalDataErased') return event;
  return undefined;
}

function line({ petId, fields, events, eventId, erasedAt }: Receipt, dryRun: boolean): string {
  const what = fields.length === 0 ? 'nothing left to erase' : `${fields.join(', ')} of ${counted(events, 'event')}`;
  const when = dryRun || !eventId ? '' : `  ${eventId}  ${erasedAt}`;
  return `${printable(petId)}  ${what}${when}`;
}

const noPet = (petId: string) => new CommandFailure(`No pet has the id ${printable(petId)}.`);
