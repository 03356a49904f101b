/** Ctrl-C ends the command, and says what becomes of the work. */
export async function interruptible<T>(work: Promise<T>, message: string): Promise<T> {
  const stop = () => {
    console.error(`\n${message}`);
    process.exit(130);
  };
  process.once('SIGINT', stop);
  return work.finally(() => process.off('SIGINT', stop));
}
