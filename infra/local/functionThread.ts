import { parentPort } from 'node:worker_threads';
import type { Call, Reply } from './environment.ts';
import { type Handler, type Run, running } from './handler.ts';

// The inside of an environment. Bundled into dist/, it finds the functions beside itself.

const loaded = new Map<string, Promise<Run>>();

async function load(name: string): Promise<Run> {
  const bundle = new URL(`${name}.mjs`, import.meta.url).href;
  const { handler } = (await import(bundle)) as { handler: Handler };
  return running(name, handler);
}

/** A function is loaded by its first call, as on Lambda. */
function runOf(name: string): Promise<Run> {
  const run = loaded.get(name) ?? load(name);
  loaded.set(name, run);
  return run;
}

async function reply({ id, name, payload, deadline }: Call): Promise<Reply> {
  try {
    const run = await runOf(name);
    return { id, result: await run(payload, deadline) };
  } catch (error) {
    const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
    return { id, error: { message, stack } };
  }
}

parentPort!.on('message', async (call: Call) => parentPort!.postMessage(await reply(call)));
