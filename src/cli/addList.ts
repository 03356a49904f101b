import { type Command, Option } from 'commander';
import type { Pet } from '../client/petsClient.ts';
import { PET_STATUSES } from '../domain/pet.ts';
import { instant } from './addShow.ts';
import { columns } from './columns.ts';
import { csvLine } from './csvLine.ts';
import { numberOption } from './numberOption.ts';
import { type ApiOptions, openApi, withApi } from './openApi.ts';
import { inline, print } from './print.ts';

type ListOptions = ApiOptions & {
  type?: string;
  status?: (typeof PET_STATUSES)[number];
  owner?: string;
  name?: string;
  at?: number;
  limit: number;
  json?: true;
  csv?: true;
};

const PAGE = 100;
const CSV_FIELDS = [
  'petId',
  'name',
  'type',
  'breed',
  'status',
  'ownerId',
  'version',
  'createdAt',
  'updatedAt',
] as const;

/** `list`: the pets that live, or lived at a time, newest first. */
export function addList(program: Command): void {
  withApi(program.command('list'))
    .description('list the pets, newest first, as they are or as they were')
    .option('--type <type>', 'only pets of this type')
    .addOption(new Option('--status <status>', 'only pets with this status').choices(PET_STATUSES))
    .option('--owner <ownerId>', 'only pets of this owner')
    .option('--name <beginning>', 'only pets whose name begins like this, whatever its case and accents')
    .option(
      '--at <time>',
      'as of this time, such as 2026-03-01T00:00:00Z; a day alone is its beginning in UTC',
      instant,
    )
    .option('--limit <n>', 'how many pets at most', numberOption(1, 1_000_000), 25)
    .option('--json', 'one JSON object a line')
    .addOption(new Option('--csv', 'comma-separated values, with a line of names').conflicts('json'))
    .action(async ({ type, status, owner, name, at, limit, json, csv, ...options }: ListOptions) => {
      const filters = {
        ...(type !== undefined && { type }),
        ...(status !== undefined && { status }),
        ...(owner !== undefined && { ownerId: owner }),
        ...(name !== undefined && { name }),
      };
      const asOf = at === undefined ? {} : { at: new Date(at).toISOString() };
      const client = await openApi(options);
      if (csv) print(csvLine(CSV_FIELDS));
      let cursor: string | undefined;
      let shown = 0;
      do {
        const page = await client.list({
          limit: Math.min(PAGE, limit - shown),
          ...filters,
          ...asOf,
          ...(cursor !== undefined && { cursor }),
        });
        for (const pet of page.items) {
          if (json) print(inline(pet));
          else print(csv ? csvLine(CSV_FIELDS.map((name) => pet[name])) : petLine(pet));
        }
        shown += page.items.length;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && shown < limit);
      if (shown === 0)
        console.error(Object.keys(filters).length === 0 ? 'There are no pets.' : 'There are no such pets.');
      else if (cursor !== undefined && !json && !csv)
        console.error(`There are more: --limit shows more than ${limit}.`);
    });
}

const petLine = ({ petId, name, type, version, updatedAt }: Pet): string =>
  columns([petId, 26], [name, 18], [type, 10], [`v${version}`, 5], [updatedAt.slice(0, 16).replace('T', ' '), 16]);
