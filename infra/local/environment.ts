import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { BUNDLES } from '../build/bundles.ts';
import { FunctionTimeout, type Invoke, invoking } from './invoking.ts';

/** What an environment is asked, and what it answers. */
export interface Call {
  id: number;
  name: string;
  payload: string;
  deadline: number;
}
export type Reply = { id: number } & ({ result: string | undefined } | { error: { message: string; stack: string } });

interface Waiting {
  resolve(result: string | undefined): void;
  reject(error: Error): void;
}

/** A thread, and the calls that it has not answered. */
interface Thread {
  worker: Worker;
  waiting: Map<number, Waiting>;
}

/** An idle thread keeps half of what it would by default. */
const LIMITS = { maxYoungGenerationSizeMb: 24 };

/** The longest that calls of the functions here may take. */
const RETIRED_MS = 10_000;

/**
 * Runs functions of the service in a thread of their own, with the variables of `process.env` at the time they start: as
 * on Lambda, what holds them up holds up nothing else. Functions that ran too long may never end, so the calls after
 * that get a new thread.
 */
export class Environment {
  private readonly variables = { ...process.env };
  private readonly folder: string;
  private thread: Thread | undefined;
  private calls = 0;

  /** Begins the thread. The bundles of the functions, and of the thread itself, are in the folder. */
  constructor(folder = BUNDLES) {
    this.folder = folder;
    this.thread = this.started();
  }

  invoke(name: string): Invoke {
    const invoke = invoking(name, (payload, deadline) => this.run({ id: ++this.calls, name, payload, deadline }));
    return async (event) => {
      const { thread } = this;
      try {
        return await invoke(event);
      } catch (error) {
        if (error instanceof FunctionTimeout && thread === this.thread) this.retire();
        throw error;
      }
    };
  }

  /** Ends the threads; calls under way are rejected. */
  async stop(): Promise<void> {
    await this.thread?.worker.terminate();
  }

  /** Lets the calls that are under way in the thread end. */
  private retire(): void {
    const { worker } = this.thread!;
    this.thread = undefined;
    setTimeout(() => worker.terminate(), RETIRED_MS).unref();
  }

  private run(call: Call): Promise<string | undefined> {
    this.thread ??= this.started();
    const { worker, waiting } = this.thread;
    return new Promise((resolve, reject) => {
      waiting.set(call.id, { resolve, reject });
      worker.postMessage(call);
    });
  }

  private started(): Thread {
    const worker = new Worker(join(this.folder, 'functionThread.mjs'), {
      env: this.variables,
      resourceLimits: LIMITS,
      execArgv: [],
    });
    const thread: Thread = { worker, waiting: new Map() };
    worker.unref();
    worker.on('message', ({ id, ...reply }: Reply) => {
      const call = thread.waiting.get(id);
      thread.waiting.delete(id);
      if ('error' in reply) call?.reject(Object.assign(new Error(), reply.error));
      else call?.resolve(reply.result);
    });
    const end = (error: Error) => {
      if (this.thread === thread) this.thread = undefined;
      for (const { reject } of thread.waiting.values()) reject(error);
      thread.waiting.clear();
    };
    worker.on('error', end);
    worker.on('exit', () => end(new Error('the environment ended')));
    return thread;
  }
}
