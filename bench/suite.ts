import { SUITES } from './suites/suites.ts';

// A process of its own for each suite: none measures the heap, or the services, that another left.
const [name, size, beside] = process.argv.slice(2);
process.send!(await SUITES[name!]!(size === 'quick', beside), () => process.exit());
