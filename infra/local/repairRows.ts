import type { LocalCommands } from './localCommands.ts';

/** A stream keeps its records for 24 h (DynamoDB guide, "Change data capture for DynamoDB Streams"), less a reserve. */
const KEPT_MS = 20 * 3600 * 1000;

/** Whether the stream may have lost records since checkpoints were kept last: milliseconds since 1970, 0 for never. */
export const mayHaveLostRecords = (keptAt: number): boolean => Date.now() - keptAt > KEPT_MS;

/** Rebuilds the rows whose records the stream no longer has, in a process of its own. Tells the terminal what came of it. */
export async function repairRows(commands: LocalCommands, closed: AbortSignal): Promise<void> {
  const told: unknown[] = [];
  let code: unknown = null;
  await commands.run({ command: 'rebuild' }, () => ({
    closed,
    end: () => {},
    send(event, data) {
      if (event === 'end') ({ code } = data as { code: unknown });
      else told.push(data);
    },
  }));
  if (code !== 0 && !closed.aborted) {
    console.error({ message: 'rows could not be repaired: run npm run pets -- rebuild', told: told.slice(-5) });
  }
}
