export interface SentEvent {
  event: string;
  data: unknown;
  id: string | undefined;
}

/** The events of a stream (HTML Standard, section 9.2), as they come. */
export async function* serverSentEvents(response: Response): AsyncGenerator<SentEvent> {
  let text = '';
  for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
    const blocks = (text + chunk).split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s, 2) as [string, string]));
      if (fields.has('event'))
        yield { event: fields.get('event')!, data: JSON.parse(fields.get('data')!), id: fields.get('id') };
    }
  }
}

/** The events up to the first that is looked for, that one included; the stream is closed then. */
export async function eventsUntil(response: Response, isLast: (event: SentEvent) => boolean): Promise<SentEvent[]> {
  const events: SentEvent[] = [];
  for await (const event of serverSentEvents(response)) {
    events.push(event);
    if (isLast(event)) break;
  }
  return events;
}
