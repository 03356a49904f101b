import type { Command } from 'commander';
import { petsRequests } from '../client/petsRequests.ts';
import { inReadingOrder, type Pet } from '../domain/pet.ts';
import { fieldsIn } from './fieldsIn.ts';
import { numberOption } from './numberOption.ts';
import { type ApiOptions, openApi, withApi } from './openApi.ts';
import { print, printable, printableLines } from './print.ts';

type ChangeOptions = ApiOptions & { version?: number; json?: true };

const LARGEST_VERSION = 999_999_999_999_999;
const FIELDS = 'name=value for each field, one JSON object, or - to read one from standard input';

/** `create`, `update`, `delete` and `restore`: what clients do, over the API. */
export function addChanges(program: Command): void {
  withApi(program.command('create <fields...>'))
    .description(`create a pet: ${FIELDS}`)
    .option('--json', 'on one line')
    .action(async (fields: string[], { json, ...options }: ChangeOptions) => {
      const client = await openApi(options);
      show(await client.send(petsRequests.create(fieldsIn(fields))), json);
    });

  withApi(program.command('update <petId> <fields...>'))
    .description('change fields of a pet, written as for create; null removes a field')
    .option('--version <n>', 'only if the pet is at this version', numberOption(1, LARGEST_VERSION))
    .option('--json', 'on one line')
    .action(async (petId: string, fields: string[], { json, version, ...options }: ChangeOptions) => {
      const client = await openApi(options);
      show(await client.send(petsRequests.update(petId, fieldsIn(fields), version)), json);
    });

  withApi(program.command('delete <petId>'))
    .description('delete a pet; its history stays')
    .option('--version <n>', 'only if the pet is at this version', numberOption(1, LARGEST_VERSION))
    .action(async (petId: string, { version, ...options }: ChangeOptions) => {
      await (await openApi(options)).remove(petId, version === undefined ? {} : { version });
      print(`${printable(petId)} is deleted. To bring it back: pets restore ${printable(petId)}`);
    });

  withApi(program.command('restore <petId>'))
    .description('bring back the fields of a deleted pet, or of any version')
    .option('--version <n>', 'the version to bring back', numberOption(1, LARGEST_VERSION))
    .option('--json', 'on one line')
    .action(async (petId: string, { json, version, ...options }: ChangeOptions) => {
      const client = await openApi(options);
      show(await client.send(petsRequests.restore(petId, version)), json);
    });
}

const show = (pet: Pet, onOneLine: true | undefined): void =>
  print(printableLines(JSON.stringify(inReadingOrder(pet), null, onOneLine ? 0 : 2)));
