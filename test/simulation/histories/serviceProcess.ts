import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** The bundle that `npm start` runs. What judges imports nothing of the service, its paths neither. */
const SERVICE = fileURLToPath(new URL('../../../dist/service/main.mjs', import.meta.url));

/** What `npm start` runs, as a process of its own on a data folder, which can be killed and started again. */
export class ServiceProcess {
  readonly folder: string;
  port = 0;
  /** Settles when the service answers; another promise after each kill. */
  up: Promise<void> = Promise.resolve();
  private readonly flags: readonly string[];
  private child!: ChildProcess;
  private output = '';

  /** `flags` are those of `npm start`, beside the folder and the port. */
  constructor(folder: string, flags: readonly string[]) {
    this.folder = folder;
    this.flags = flags;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The engine's address, as the service tells it in its folder. */
  get engine(): string {
    return JSON.parse(readFileSync(join(this.folder, 'service.json'), 'utf8')).endpoint;
  }

  async start(): Promise<void> {
    const flags = ['--data', this.folder, '--port', String(this.port), ...this.flags];
    // The engine that is killed is the service's own.
    const { DYNAMODB_ENDPOINT: _, ...env } = process.env;
    const child = spawn(process.execPath, [SERVICE, ...flags], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env,
    });
    this.child = child;
    this.output = '';
    for (const stream of [child.stdout!, child.stderr!]) {
      stream.on('data', (chunk) => {
        this.output = (this.output + chunk).slice(-20_000);
      });
    }
    while (!this.output.includes('ready in') && !hasEnded(child)) await sleep(10);
    const port = /http:\S+:(\d+)/.exec(this.output)?.[1];
    if (!port) throw new Error(`The service did not start: ${this.output}`);
    this.port = Number(port);
  }

  /** Ends the service, and its engine with it, as a power cut would; then starts it again. */
  kill(): Promise<void> {
    return this.restart(() => process.kill(this.child.pid!, 'SIGKILL'));
  }

  /** Ends the engine alone: the service notices, and ends by itself. Then starts it again. */
  killEngine(): Promise<void> {
    return this.restart(() => process.kill(this.enginePid(), 'SIGKILL'));
  }

  async stop(): Promise<void> {
    if (hasEnded(this.child)) return;
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
  }

  private restart(end: () => void): Promise<void> {
    const { child } = this;
    const ended = hasEnded(child) ? Promise.resolve() : once(child, 'exit');
    end();
    this.up = ended.then(() => this.start());
    return this.up;
  }

  private enginePid(): number {
    const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' })
      .split('\n')
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .flatMap((match) => (match ? [{ pid: Number(match[1]), parent: Number(match[2]), args: match[3]! }] : []));
    const shells = processes.filter(({ parent }) => parent === this.child.pid).map(({ pid }) => pid);
    const engine = processes.find(({ parent, args }) => shells.includes(parent) && args.includes('dynoxide'));
    if (!engine) throw new Error('The service has no engine.');
    return engine.pid;
  }
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
