import { reasonOf } from './destinationOf.ts';

/**
 * Ends the command where its standard output can't be written, with 1 and a line that says so. A reader of the output that
 * has enough, such as head, is no failure.
 */
export function endOnOutputFaults(): void {
  let fault: NodeJS.ErrnoException | undefined;
  process.stdout.on('error', (error) => {
    fault = error;
    process.exit(0);
  });
  process.on('exit', () => {
    // An end that does not wait for the event, such as that of --help.
    fault ??= process.stdout.errored ?? undefined;
    if (fault === undefined || fault.code === 'EPIPE') return;
    console.error(`The output can't be written: ${reasonOf(fault)}. Make room there, or send it elsewhere.`);
    process.exitCode = 1;
  });
  // What can't be said on standard error can't be said at all. The exit code still tells.
  process.stderr.on('error', () => {});
}
