import type { Command } from 'commander';
import { PetsProblem } from '../client/petsClient.ts';
import { checkReceipt } from '../log/checkReceipt.ts';
import { type ApiOptions, openApi, withApi } from './openApi.ts';
import { inline, paint, print, printable } from './print.ts';
import { CommandFailure } from './target.ts';
import { textIn } from './textIn.ts';
import { vkeysIn } from './vkeysIn.ts';

/** `receipt <petId> [version]` gets the proof that the log holds an event, `check-receipt <file>` checks one offline. */
export function addReceipt(program: Command): void {
  withApi(program.command('receipt <petId> [version]'))
    .description('the proof that the signed log holds an event, by default the newest of the pet: JSON, to be kept')
    .action(async (petId: string, version: string | undefined, options: ApiOptions) => {
      if (version !== undefined && !/^[1-9]\d{0,14}$/.test(version))
        throw new CommandFailure('A version is a whole number from 1 on.');
      const api = await openApi(options);
      const newest = async () => (await api.history(petId, { order: 'desc', limit: 1 })).items[0]!.version;
      try {
        print(inline(await api.receipt(petId, version === undefined ? await newest() : Number(version))));
      } catch (error) {
        if (!(error instanceof PetsProblem && error.name === 'receipt-not-ready')) throw error;
        throw new CommandFailure(`${error.message} Try again in a minute.`);
      }
    });

  program
    .command('check-receipt <file>')
    .description('checks a receipt offline, with nothing but the public key of the log')
    .requiredOption(
      '--key <vkey...>',
      'a public key of the log, as GET /log/key showed it once; any of them may have signed',
    )
    .option('--json', 'one JSON object')
    .action((file: string, { key, json }: { key: string[]; json?: true }) => {
      const checked = checkReceipt(receiptIn(file), vkeysIn(key));
      if (!checked.ok) process.exitCode = 1;
      if (json) print(inline(checked));
      else if (!checked.ok) print(`${paint('red', 'refused')}  ${printable(checked.fault)}`);
      else {
        const { origin, size, index, leaf } = checked;
        print(paint('green', `The log ${printable(origin)} holds this event: number ${index} of ${size}.`));
        for (const [name, value] of Object.entries(leaf as object))
          print(`${name.padEnd(8)} ${printable(String(value))}`);
      }
    });
}

function receiptIn(file: string): unknown {
  const text = textIn(file);
  try {
    return JSON.parse(text);
  } catch {
    throw new CommandFailure(`${file} is not JSON.`);
  }
}
