/** One of a stream of server-sent events. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * The server-sent events (HTML Standard, section 9.2) in the body of a response, as they come, without comments. The
 * service writes each event with one `data` line. Unlike an EventSource this can read the answer to a POST, but a
 * connection that is lost is not made again: it ends with a TypeError. `sawId` is told the id of each event once it was taken.
 */
export async function* serverEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  sawId?: (id: string) => void,
): AsyncGenerator<ServerEvent> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop()!;
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
        const data = field('data');
        const id = field('id');
        if (data === undefined) continue;
        yield { event: field('event') ?? 'message', data };
        if (id !== undefined) sawId?.(id);
      }
    }
  } finally {
    // A reader that stops early lets the connection go. A stream that broke has none.
    await reader.cancel().catch(() => {});
  }
}
