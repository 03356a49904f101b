import { Command } from 'commander';
import { addBlame } from './addBlame.ts';
import { addChanges } from './addChanges.ts';
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

const COMMANDS = [
  addList,
  addChanges,
  addHistory,
  addShow,
  addBlame,
  addEvents,
  addTail,
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
  program.name('pets').description('Looks after the pets service, on this machine or on AWS.');
  for (const add of COMMANDS) add(program);
  return program;
}
