import { removeAll } from './untilExit.ts';

const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'] as const;

/** A signal ends the command, its temporary files are removed, and it says what becomes of the work. */
export async function interruptible<T>(work: Promise<T>, message: string): Promise<T> {
  const stop = (signal: NodeJS.Signals) => {
    console.error(`\n${message}`);
    endBy(signal);
  };
  // Before the listener of `endOnSignals`, which has nothing to say.
  for (const signal of SIGNALS) process.prependOnceListener(signal, stop);
  return work.finally(() => {
    for (const signal of SIGNALS) process.off(signal, stop);
  });
}

/** What a signal asks to stop, before it ends the process. */
let stopping: AbortController | undefined;

/**
 * A signal lets the work come to a place where nothing is half done, and then ends the command. It may come twice at once:
 * from the terminal, and from npm, which passes it on.
 */
export async function stoppable(work: (stopping: AbortSignal) => Promise<void>): Promise<void> {
  stopping = new AbortController();
  const { signal } = stopping;
  await work(signal).finally(() => {
    stopping = undefined;
  });
  if (signal.aborted) endBy(signal.reason);
}

/** Lets a signal end the process with its temporary files removed, at once or where `stoppable` work may stop. */
export function endOnSignals(): void {
  for (const signal of SIGNALS)
    process.on(signal, () => {
      if (stopping) stopping.abort(signal);
      else endBy(signal);
    });
}

/**
 * The signal itself ends the process, which a shell tells as 130, 143 or 129. `process.exit` would wait for a thread that
 * reads a FIFO without a writer.
 */
function endBy(signal: NodeJS.Signals): void {
  removeAll();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}
