import { Command } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { addBlame } from './addBlame.ts';
import { addChanges } from './addChanges.ts';
import { addErase } from './addErase.ts';
import { addEvents } from './addEvents.ts';
import { addExport } from './addExport.ts';
import { addHistory } from './addHistory.ts';
import { addImport } from './addImport.ts';
import { addList } from './addList.ts';
import { addRebuild } from './addRebuild.ts';
import { addReceipt } from './addReceipt.ts';
import { addReplay } from './addReplay.ts';
import { addShow } from './addShow.ts';
import { addTail } from './addTail.ts';
import { addVerify } from './addVerify.ts';
import { petIdArgument } from './petIdArgument.ts';

const COMMANDS = [
  addList,
  addChanges,
  addHistory,
  addShow,
  addBlame,
  addEvents,
  addTail,
  addErase,
  addReceipt,
  addVerify,
  addRebuild,
  addReplay,
  addExport,
  addImport,
];

/** The command line with all its commands, ready to parse. */
export function petsProgram(): Command {
  const program = new Command();
  program
    .name('pets')
    .description('Works with the pets service, on this machine or on AWS.')
    .version(packageJson.version)
    // Options before the command are the program's own: --version is also one of commands.
    .enablePositionalOptions()
    .showSuggestionAfterError()
    .addHelpText('before', () => {
      // Help on an unknown command would be all help.
      const name = program.args.find((arg) => arg !== 'help');
      const isKnown =
        name === undefined || name.startsWith('-') || program.commands.some((known) => known.name() === name);
      if (!isKnown) program.parse([name], { from: 'user' });
      return '';
    });
  for (const add of COMMANDS) add(program);
  for (const argument of program.commands.flatMap(({ registeredArguments }) => registeredArguments))
    if (argument.name() === 'petId') argument.argParser(petIdArgument);
  return program;
}
