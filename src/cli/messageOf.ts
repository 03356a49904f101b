import { AnswerTimeout, PetsProblem, UnreadableAnswer } from '../client/petsClient.ts';
import { UndecodableEvent } from '../eventStore/undecodableEvent.ts';
import { reasonOf } from './destinationOf.ts';
import { CommandFailure } from './target.ts';

/** With a status like these and no problem document, it is another server that does not know the request. */
const NOT_FOUND = [400, 404, 405];

/** What a command says when it ends with an error: a sentence that says what to do, or a mistake of ours with its stack. */
export function messageOf(error: unknown): unknown {
  if (error instanceof CommandFailure) return error.message;
  if (error instanceof UndecodableEvent) return `${error.message}. See docs/runbook.md, "How to deal with a bad event"`;
  if (!(error instanceof Error)) return error;
  if (error instanceof PetsProblem && !error.problem && NOT_FOUND.includes(error.status))
    return `${error.message} Is it the pets API that answers there? --url takes its address, and --endpoint that of an engine.`;
  if (error instanceof PetsProblem || error instanceof AnswerTimeout || error instanceof UnreadableAnswer)
    return error.message;
  // The client's word for an address where nothing answers.
  if (error instanceof TypeError && error.cause !== undefined) return `${error.message}. Does the service run there?`;
  if ('code' in error && error.code === 'ECONNREFUSED')
    return 'Nothing answers at the endpoint. Does the local service (npm start) still run?';
  if (error.name === 'ResourceNotFoundException')
    return 'The tables are not there. Has the service been started there?';
  if (
    '$metadata' in error &&
    ('$responseBodyText' in error || error.name === 'UnknownError' || error.name === 'Unknown')
  )
    return 'What answers at the endpoint is not DynamoDB. --endpoint takes the address of an engine, and --url that of the API.';
  // What the SDK misses before it can ask AWS.
  if (error.message === 'Region is missing')
    return 'No region is known. Set AWS_REGION, or AWS_PROFILE to a profile with one.';
  if (error.name === 'CredentialsProviderError')
    return `No credentials are known. Set AWS_PROFILE, or sign in with the AWS tools. (${error.message})`;
  // What the system refuses, such as a file, a folder for temporary files or memory.
  if ('syscall' in error) return `${'path' in error ? `${error.path}: ` : ''}${reasonOf(error)}.`;
  return '$metadata' in error ? `${error.name}: ${error.message}` : error;
}
