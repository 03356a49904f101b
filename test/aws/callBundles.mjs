// Imports bundles and calls their handlers under the Node that runs this file: `[[name, event], ...]` in, results out.
import { text } from 'node:stream/consumers';

const calls = JSON.parse(await text(process.stdin));
const results = [];
for (const [name, event] of calls) {
  const { handler } = await import(new URL(`../../dist/${name}.mjs`, import.meta.url).href);
  results.push(await handler(event, { functionName: name, getRemainingTimeInMillis: () => 10_000 }));
}
process.stdout.write(JSON.stringify({ node: process.versions.node, results }));
