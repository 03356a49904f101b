/** The codes with which a shell tells that a signal ended a program. */
const CODES: Partial<Record<NodeJS.Signals, number>> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };
const SIGNALS = Object.keys(CODES) as NodeJS.Signals[];

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

/** Lets a signal end the process with what it has to do before its end. */
export function endOnSignals(): void {
  for (const signal of SIGNALS) process.once(signal, endBy);
}

const endBy = (signal: NodeJS.Signals): never => process.exit(CODES[signal]);
