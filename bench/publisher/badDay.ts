import { badDay } from '../../test/support/badDay.ts';

// Prints, as JSON, what became of so many events on a bad day with outages of so many milliseconds.
const [events, outageMs] = process.argv.slice(2).map(Number);
console.error = () => {};
console.log(JSON.stringify(await badDay({ events: events!, outageMs: outageMs! })));
process.exit();
