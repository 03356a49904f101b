import type { ResultTable } from '../report.ts';
import { capacity } from './capacity.ts';
import { coldStart } from './coldStart.ts';
import { commands } from './commands.ts';
import { load } from './load.ts';
import { projector } from './projector.ts';
import { publisher } from './publisher.ts';
import { rebuild } from './rebuild.ts';
import { service } from './service.ts';
import { startUp } from './startUp.ts';

/** What is measured, in this order, by the names of the command line. */
export const SUITES: Record<string, (quick: boolean, beside?: string) => Promise<ResultTable>> = {
  commands,
  capacity,
  service,
  load,
  projector,
  publisher,
  rebuild,
  coldStart,
  startUp,
};
