import { AnswerTimeout, PetsProblem, UnreadableAnswer } from '../client/petsClient.ts';
import { UndecodableEvent } from '../eventStore/undecodableEvent.ts';
import { reasonOf } from './destinationOf.ts';
import { endOnOutputFaults } from './endOnOutputFaults.ts';
import { endOnSignals } from './interruptible.ts';
import { petsProgram } from './petsProgram.ts';
import { CommandFailure } from './target.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

endOnSignals();
endOnOutputFaults();

try {
  await petsProgram().parseAsync();
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}

function messageOf(error: unknown): unknown {
  if (error instanceof CommandFailure) return error.message;
  if (error instanceof UndecodableEvent) return `${error.message}. See docs/runbook.md, "How to deal with a bad event"`;
  if (!(error instanceof Error)) return error;
  if (error instanceof PetsProblem || error instanceof AnswerTimeout || error instanceof UnreadableAnswer)
    return error.message;
  // The client's word for an address where nothing answers.
  if (error instanceof TypeError && error.cause !== undefined) return `${error.message}. Does the service run there?`;
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'Nothing answers at the endpoint. Does the local service (npm start) still run?';
  if (error.name === 'ResourceNotFoundException')
    return 'The tables are not there. Has the service been started there?';
  // What the SDK misses before it can ask AWS.
  if (error.message === 'Region is missing')
    return 'No region is known. Set AWS_REGION, or AWS_PROFILE to a profile with one.';
  if (error.name === 'CredentialsProviderError')
    return `No credentials are known. Set AWS_PROFILE, or sign in with the AWS tools. (${error.message})`;
  // What the system refuses, such as a file, a folder for temporary files or memory.
  if ('syscall' in error) return `${'path' in error ? `${error.path}: ` : ''}${reasonOf(error)}.`;
  return '$metadata' in error ? `${error.name}: ${error.message}` : error;
}
