import { SUITES } from './suites/suites.ts';

// A process of its own for each suite: a bundle keeps the endpoint that it met first, and a heap what it grew to.
const [name, size] = process.argv.slice(2);
process.send!(await SUITES[name!]!(size === 'quick'), () => process.exit());
