import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { beginDatabase } from './blankDatabase.ts';
import { enginePath } from './enginePath.ts';

const START_TIMEOUT_MS = 10_000;
const STOP_TIMEOUT_MS = 5_000;

export interface Engine {
  endpoint: string;
  /** The engine's process; undefined for one that was running already. */
  pid: number | undefined;
  /** Settles, with the reason, when the engine ends without having been asked to. */
  died: Promise<string>;
  stop(): Promise<void>;
}

/** Uses an engine that runs already, named by its URL. */
export function runningEngine(endpoint: string): Engine {
  return { endpoint, pid: undefined, died: new Promise(() => {}), stop: async () => {} };
}

/**
 * Runs the engine ("$0") and prints its pid. Ends it when standard input closes, that is also when the process that
 * holds the other end was killed: no engine is left behind with the database open.
 */
const WATCHED = `
"$0" "$@" </dev/null & engine=$!
exec 3<&0
echo $engine
(cat <&3 >/dev/null; kill $engine) & watch=$!
wait $engine; code=$?
kill $watch 2>/dev/null
exit $code`;

/**
 * Starts the embedded DynamoDB-compatible engine on a free port of the loopback interface, with its data in the file
 * `database`, or in memory.
 */
export async function startEngine(database?: string): Promise<Engine> {
  if (database !== undefined) beginDatabase(database);
  const port = await freePort();
  const args = ['--host', '127.0.0.1', '--port', String(port), ...(database ? ['--db-path', database] : [])];
  // A process group of its own keeps Ctrl-C in a terminal from ending the engine before its users.
  const child = spawn('sh', ['-c', WATCHED, enginePath(), ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });

  let pid: number | undefined;
  child.stdout.once('data', (line) => {
    pid = Number(line);
  });
  let output = '';
  child.stderr.on('data', (chunk) => {
    output = (output + chunk).slice(-2000);
  });
  let stopping = false;
  const died = new Promise<string>((resolve) => {
    const report = (why: string) => stopping || resolve(`${why}${output && `: ${output.trim()}`}`);
    child.once('error', (error) => report(error.message));
    child.once('exit', (code, signal) => report(`the engine ended (${signal ?? code})`));
  });

  const failure = await Promise.race([died, listening(port)]);
  if (failure) throw new Error(`The DynamoDB engine did not start: ${failure}`);
  return {
    endpoint: `http://127.0.0.1:${port}`,
    pid,
    died,
    async stop() {
      stopping = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const exited = once(child, 'exit');
      child.stdin.end();
      const late = setTimeout(() => process.kill(-child.pid!, 'SIGKILL'), STOP_TIMEOUT_MS);
      await exited;
      clearTimeout(late);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** Waits until something accepts connections at the port; a text says what went wrong. */
async function listening(port: number): Promise<string | undefined> {
  for (const start = Date.now(); Date.now() - start < START_TIMEOUT_MS; await sleep(5)) {
    const socket = connect(port, '127.0.0.1');
    const connected = await new Promise<boolean>((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    });
    socket.destroy();
    if (connected) return undefined;
  }
  return `it did not listen within ${START_TIMEOUT_MS / 1000} s`;
}
