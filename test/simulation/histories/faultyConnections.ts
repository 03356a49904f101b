import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Random } from '../random.ts';

/**
 * What can happen to a connection, which carries one request: it is refused; it ends when the request is there, which is
 * lost, or comes late to the service although nobody waits any more; the reply is lost, or cut in two; either is late.
 */
export const CONNECTION_FAULTS = [
  'refused',
  'requestLost',
  'requestOrphaned',
  'requestLate',
  'replyLost',
  'replyCut',
  'replyLate',
] as const;
export type ConnectionFault = (typeof CONNECTION_FAULTS)[number];

const LONGEST_DELAY_MS = 250;

interface Fate {
  /** How late the request and the reply are. */
  requestMs: number;
  replyMs: number;
  /** The part of the reply that arrives. */
  keeps: number;
}

/** A TCP proxy before the service, that harms a share of the connections. */
export class FaultyConnections {
  readonly counts: Record<string, number> = {};
  port = 0;
  private readonly random: Random;
  private readonly share: number;
  private readonly target: () => number;
  private readonly server = createServer((client) => this.accept(client));
  private readonly open = new Set<Socket>();
  private calm = false;

  /** `target` tells the port of the service. */
  constructor(random: Random, share: number, target: () => number) {
    this.random = random;
    this.share = share;
    this.target = target;
  }

  async start(): Promise<void> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    this.port = (this.server.address() as { port: number }).port;
  }

  /** No more faults from now on. */
  end(): void {
    this.calm = true;
  }

  async stop(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private accept(client: Socket): void {
    this.keep(client);
    const fault = !this.calm && this.random.chance(this.share) ? this.random.one(CONNECTION_FAULTS) : undefined;
    if (fault) this.counts[fault] = (this.counts[fault] ?? 0) + 1;
    const delayMs = this.random.below(LONGEST_DELAY_MS);
    if (fault === 'refused') client.destroy();
    else if (fault === 'requestLost') client.once('data', () => client.destroy());
    else if (fault === 'requestOrphaned') void this.orphan(client, delayMs);
    else
      this.forward(client, {
        requestMs: fault === 'requestLate' ? delayMs : 0,
        replyMs: fault === 'replyLate' ? delayMs : 0,
        keeps: fault === 'replyLost' ? 0 : fault === 'replyCut' ? 0.5 : 1,
      });
  }

  /** Passes a request on, and its reply back: late, or only a part of it, where it says so. */
  private forward(client: Socket, { requestMs, replyMs, keeps }: Fate): void {
    const service = this.keep(connect(this.target(), '127.0.0.1'));
    client.on('data', (chunk) => later(requestMs, () => service.write(chunk)));
    service.on('data', (chunk) => {
      if (keeps === 1) later(replyMs, () => client.write(chunk));
      else client.write(chunk.subarray(0, chunk.length * keeps), () => client.destroy());
    });
    service.on('close', () => later(replyMs, () => client.end()));
    client.on('close', () => service.end());
  }

  private async orphan(client: Socket, delayMs: number): Promise<void> {
    const chunks: Buffer[] = [];
    client.on('data', (chunk) => chunks.push(chunk));
    await sleep(20);
    client.destroy();
    await sleep(delayMs);
    const service = this.keep(connect(this.target(), '127.0.0.1'));
    service.end(Buffer.concat(chunks));
    service.resume();
  }

  private keep(socket: Socket): Socket {
    this.open.add(socket);
    // What breaks off is what this is for.
    socket.on('error', () => {});
    socket.on('close', () => this.open.delete(socket));
    return socket;
  }
}

const later = (ms: number, work: () => void): void => {
  if (ms === 0) work();
  else setTimeout(work, ms);
};
