import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { counted } from '../frame/counted.ts';

/** What a command's JSON says: a sentence, and what is wrong with the next step. */
export interface CommandWords {
  text: string;
  fault?: string;
}

/** The output of `rebuild` or `replay` in words; undefined for any other JSON. */
export function commandWords(output: JsonObject): CommandWords | undefined {
  const number = (name: string): number => (typeof output[name] === 'number' ? output[name] : 0);
  const events = counted(number('events'), 'event');
  if ('written' in output) {
    const [missing, behind, outdated] = [number('missing'), number('behind'), number('outdated')];
    const due = missing + behind + outdated;
    const reasons = `${missing} missing, ${behind} behind, ${outdated} of an older projection`;
    const rows =
      due === 0
        ? 'Every row follows from its events; there is nothing to write.'
        : output.dryRun
          ? `To write: ${counted(due, 'row')} (${reasons}).`
          : `Wrote ${counted(number('written'), 'row')} (${reasons}).`;
    const fault = [
      number('unreadable') > 0 &&
        `${counted(number('unreadable'), 'newest event')} can't be read: docs/runbook.md, "How to deal with a bad event".`,
      number('stray') > 0 && `${counted(number('stray'), 'row')} without an event: docs/runbook.md, "Stray rows".`,
    ].filter((text) => text !== false);
    return {
      text: `Read ${counted(number('pets'), 'pet')} with ${events}. ${rows}`,
      ...(fault.length > 0 && { fault: fault.join(' ') }),
    };
  }
  if ('replay' in output) return { text: `${events} published again, with the source pets.replay.` };
  if ('dryRun' in output) {
    return {
      text: number('events') === 0 ? 'No such events: nothing to publish.' : `${events} would be published again.`,
    };
  }
  return undefined;
}
