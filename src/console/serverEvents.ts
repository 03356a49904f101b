/** One of a stream of server-sent events. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * The server-sent events of a response, as they come. EventSource reads streams as well, but can't ask for one with a
 * POST. The service writes each event with one `data` line; comments are left out.
 */
export async function* serverEvents(response: Response): AsyncGenerator<ServerEvent> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const blocks = text.split('\n\n');
    text = blocks.pop()!;
    for (const block of blocks) {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1];
      const data = field('data');
      if (data !== undefined) yield { event: field('event') ?? 'message', data };
    }
  }
}
