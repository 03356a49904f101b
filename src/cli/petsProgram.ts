import { Command } from 'commander';
import { addBlame } from './blame.ts';
import { addEvents } from './events.ts';
import { addExport } from './export.ts';
import { addHistory } from './history.ts';
import { addImport } from './import.ts';
import { addRebuild } from './rebuild.ts';
import { addReplay } from './replay.ts';
import { addShow } from './show.ts';
import { addTail } from './tail.ts';
import { addVerify } from './verify.ts';

const COMMANDS = [
  addHistory,
  addShow,
  addBlame,
  addEvents,
  addTail,
  addVerify,
  addRebuild,
  addReplay,
  addExport,
  addImport,
];

/** The command line with all its commands, ready to parse. */
export function petsProgram(): Command {
  const program = new Command();
  program.name('npm run pets --').description('Looks after the pets service, on this machine or on AWS.');
  for (const add of COMMANDS) add(program);
  return program;
}
