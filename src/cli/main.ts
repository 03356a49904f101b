import { program } from 'commander';
import { UndecodableEvent } from '../events/storedEvent.ts';
import { addBlame } from './blame.ts';
import { addEvents } from './events.ts';
import { addExport } from './export.ts';
import { addHistory } from './history.ts';
import { addImport } from './import.ts';
import { addRebuild } from './rebuild.ts';
import { addReplay } from './replay.ts';
import { addShow } from './show.ts';
import { addTail } from './tail.ts';
import { CommandFailure } from './target.ts';
import { addVerify } from './verify.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

program.name('npm run pets --').description('Looks after the pets service, on this machine or on AWS.');
for (const add of [
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
])
  add(program);

// A reader of the output that has enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

function messageOf(error: unknown): unknown {
  if (error instanceof CommandFailure) return error.message;
  if (error instanceof UndecodableEvent) return `${error.message}. See docs/runbook.md, "How to deal with a bad event"`;
  if (!(error instanceof Error)) return error;
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'Nothing answers at the endpoint. Does the local service (npm start) still run?';
  if (error.name === 'ResourceNotFoundException')
    return 'The tables are not there. Has the service been started there?';
  // What the SDK misses before it can ask AWS.
  if (error.message === 'Region is missing')
    return 'No region is known. Set AWS_REGION, or AWS_PROFILE to a profile with one.';
  if (error.name === 'CredentialsProviderError') return error.message;
  // A file that can't be read or written: the message names it.
  if ('path' in error && 'code' in error) return error.message;
  return '$metadata' in error ? `${error.name}: ${error.message}` : error;
}
