import type { Fault } from '../eventStore/checkHistory.ts';

interface NextStep {
  /** A sentence. */
  what: string;
  /** The section of docs/runbook.md that has more. */
  section: string;
}

/** What to do about each fault that `verify` finds. */
export const nextSteps: Record<Fault, NextStep> = {
  edited: { what: 'Compare the event with an export or a restored copy of the table.', section: 'Tampered events' },
  removed: {
    what: 'Bring the events back from an export or a restored copy of the table.',
    section: 'How to restore the Events table',
  },
  added: { what: 'Find out who wrote it past the service, and remove it.', section: 'How to deal with a bad event' },
  'cut off': {
    what: 'Bring the newest events back from an export or a restored copy.',
    section: 'How to restore the Events table',
  },
  row: { what: 'Run "pets rebuild --pet <petId>".', section: 'How to make the Pets table again' },
};
