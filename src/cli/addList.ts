import type { Command } from 'commander';
import type { Pet } from '../client/petsClient.ts';
import { columns } from './columns.ts';
import { csvLine } from './csvLine.ts';
import { numberOption } from './numberOption.ts';
import { type ApiOptions, openApi, withApi } from './openApi.ts';
import { print } from './print.ts';

type ListOptions = ApiOptions & { type?: string; limit: number; json?: true; csv?: true };

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

/** `list`: the pets that live, newest first. */
export function addList(program: Command): void {
  withApi(program.command('list'))
    .description('list the pets, newest first')
    .option('--type <type>', 'only pets of this type')
    .option('--limit <n>', 'how many pets at most', numberOption(1, 1_000_000), 25)
    .option('--json', 'one JSON object a line')
    .option('--csv', 'comma-separated values, with a line of names')
    .action(async ({ type, limit, json, csv, ...options }: ListOptions) => {
      const client = await openApi(options);
      if (csv) print(csvLine(CSV_FIELDS));
      let cursor: string | undefined;
      let shown = 0;
      do {
        const page = await client.list({
          limit: Math.min(PAGE, limit - shown),
          ...(type !== undefined && { type }),
          ...(cursor !== undefined && { cursor }),
        });
        for (const pet of page.items) {
          if (json) print(JSON.stringify(pet));
          else print(csv ? csvLine(CSV_FIELDS.map((name) => pet[name])) : petLine(pet));
        }
        shown += page.items.length;
        cursor = page.nextCursor ?? undefined;
      } while (cursor !== undefined && shown < limit);
      if (shown === 0)
        console.error(type === undefined ? 'There are no pets.' : `There are no pets of the type ${type}.`);
      else if (cursor !== undefined && !json && !csv)
        console.error(`There are more: --limit shows more than ${limit}.`);
    });
}

const petLine = ({ petId, name, type, version, updatedAt }: Pet): string =>
  columns([petId, 26], [name, 18], [type, 10], [`v${version}`, 5], [updatedAt.slice(0, 16).replace('T', ' '), 16]);
