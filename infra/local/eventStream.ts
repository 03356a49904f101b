import type { ServerResponse } from 'node:http';

/** Keeps a stream without events from being taken for dead. */
const HEARTBEAT_MS = 15_000;
/** A client that is so far behind is let go; what it has not read would pile up here. */
const MAX_UNREAD_BYTES = 4 * 1024 * 1024;

/** A response of server-sent events (HTML Standard, section 9.2). */
export interface EventStream {
  /** Sends an event with its data as JSON; the client names the last `id` it saw when it comes back. */
  send(event: string, data: unknown, id?: string): void;
  end(): void;
  /** Aborted when the stream has ended or the client has left. */
  closed: AbortSignal;
}

/** Begins a stream of events; `stopping` ends it. */
export function openEventStream(response: ServerResponse, stopping: AbortSignal): EventStream {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  response.write(': here it begins\n\n');
  const heartbeat = setInterval(() => response.write(': still here\n\n'), HEARTBEAT_MS);
  const closed = new AbortController();
  const end = () => response.end();
  stopping.addEventListener('abort', end);
  response.once('close', () => {
    clearInterval(heartbeat);
    stopping.removeEventListener('abort', end);
    closed.abort();
  });
  return {
    send(event, data, id) {
      const name = id === undefined ? '' : `id: ${id}\n`;
      if (closed.signal.aborted || response.writableEnded) return;
      response.write(`event: ${event}\n${name}data: ${JSON.stringify(data)}\n\n`);
      if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    },
    end,
    closed: closed.signal,
  };
}
