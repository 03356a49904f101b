import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { LocalCommand } from '../../src/client/localClient.ts';
import { LOCAL_SERVICE_FILE, type LocalService } from '../../src/client/localService.ts';
import { textLines } from '../../src/client/textLines.ts';
import { COMMANDS } from '../build/bundles.ts';
import type { EventStream } from './eventStream.ts';
import { GatewayError } from './gatewayError.ts';
import { argumentsOf } from './localCommandSchema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PROGRESS_MS = '500';

/** Runs commands of the command line on this service, each in a process of its own, one at a time. */
export class LocalCommands {
  private readonly service: () => LocalService;
  private running: { name: string; exit: Promise<number | null> } | undefined;

  constructor(service: () => LocalService) {
    this.service = service;
  }

  /**
   * Runs a command: `open` begins the stream that tells of its `progress` (lines of its standard error), its `output` (the
   * JSON it prints) and its `end` with the exit code, which is null where it was ended. When the stream is closed, the
   * process is ended. Throws `GatewayError` while another command runs.
   */
  async run(request: LocalCommand, open: () => EventStream): Promise<void> {
    if (this.running) throw new GatewayError(409, `The command ${this.running.name} still runs. Wait for its end.`);
    const stream = open();
    const exit = this.exitOf(request, stream).finally(() => {
      this.running = undefined;
    });
    this.running = { name: request.command, exit };
    stream.send('end', { code: await exit });
    stream.end();
  }

  /** Settles when no command runs. */
  async ended(): Promise<void> {
    await this.running?.exit.catch(() => {});
  }

  private async exitOf(request: LocalCommand, stream: EventStream): Promise<number | null> {
    // The service may have no folder where the command line finds it.
    const folder = await mkdtemp(join(tmpdir(), 'pets-command-'));
    try {
      await writeFile(join(folder, LOCAL_SERVICE_FILE), JSON.stringify(this.service()));
      return await commandLine(argumentsOf(request, folder), stream);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

/** The command line's exit code; null where it was ended. */
function commandLine(args: string[], { send, closed }: EventStream): Promise<number | null> {
  const child = spawn(process.execPath, [COMMANDS, ...args], {
    cwd: root,
    env: { ...process.env, PROGRESS_MS },
    stdio: ['ignore', 'pipe', 'pipe'],
    signal: closed,
  });
  const told = Promise.all([
    eachLine(child.stderr, (text) => send('progress', { text })),
    eachLine(child.stdout, (line) => send('output', jsonOr(line))),
  ]);
  const code = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', (error) => {
      if (!closed.aborted) reject(error);
    });
  });
  return Promise.all([code, told]).then(([ended]) => ended);
}

async function eachLine(output: Readable, tell: (line: string) => void): Promise<void> {
  for await (const line of textLines(output)) tell(line);
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { text };
  }
}
