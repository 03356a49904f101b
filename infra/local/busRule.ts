import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { eventPattern } from './eventPattern.ts';
import { type Handler, running } from './handler.ts';
import { type Invoke, invoking } from './invoking.ts';

/** A rule of the bus: the events it takes, and the target that they are delivered to. */
export interface BusRule {
  name: string;
  matches(event: unknown): boolean;
  /** Rejects where the target did not take the event. */
  deliver: Invoke;
}

/** What an API destination has for an answer (user guide, "API destinations"). */
const URL_TIMEOUT_MS = 5_000;

/** Makes a rule whose target is a function, or a URL that events are posted to. Throws `InvalidPattern`. */
export function busRule(name: string, pattern: unknown, target: Handler | string): BusRule {
  return {
    name,
    matches: eventPattern(pattern),
    deliver: typeof target === 'string' ? (event) => post(target, event) : invoking(name, running(name, target)),
  };
}

/**
 * Reads a rule from a module that exports a `pattern`, and a `handler` (a Lambda function's) or a `url`. It is named
 * after its file.
 */
export async function loadBusRule(file: string): Promise<BusRule> {
  const module = (await import(pathToFileURL(resolve(file)).href).catch((cause) => {
    throw new Error(`The rule ${file} can't be loaded: ${cause instanceof Error ? cause.message : cause}`, { cause });
  })) as { pattern?: unknown; handler?: unknown; url?: unknown };
  const target = module.handler ?? module.url;
  if (module.pattern === undefined || !(typeof target === 'function' || typeof target === 'string')) {
    throw new Error(`The rule ${file} must export a pattern, and a handler or a url.`);
  }
  try {
    return busRule(basename(file).replace(/\.\w+$/, ''), module.pattern, target as Handler | string);
  } catch (cause) {
    throw new Error(`The rule ${file} can't be used: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

async function post(url: string, event: unknown): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(event),
    signal: AbortSignal.timeout(URL_TIMEOUT_MS),
  });
  await response.body?.cancel();
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
}
