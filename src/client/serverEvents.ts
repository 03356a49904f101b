import { textLines } from './textLines.ts';

/** One of a stream of server-sent events. */
export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * The server-sent events (HTML Standard, section 9.2) in the body of a response, as they come, without comments. Lines end
 * at LF or CRLF, as the service writes them. Unlike an EventSource this can read the answer to a POST, but a connection
 * that is lost is not made again: it ends with a TypeError. `sawId` is told the id of each event once it was taken.
 */
export async function* serverEvents(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  sawId?: (id: string) => void,
): AsyncGenerator<ServerEvent> {
  let event = 'message';
  let id: string | undefined;
  let data: string[] = [];
  for await (const line of textLines(chunksOf(body))) {
    const { name, value } = fieldOf(line);
    if (name === 'event') event = value;
    else if (name === 'id') id = value;
    else if (name === 'data') data.push(value);
    if (line !== '') continue;
    if (data.length > 0) yield { event, data: data.join('\n') };
    if (id !== undefined) sawId?.(id);
    event = 'message';
    id = undefined;
    data = [];
  }
}

function fieldOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  if (colon < 0) return { name: line, value: '' };
  return { name: line.slice(0, colon), value: line.slice(line[colon + 1] === ' ' ? colon + 2 : colon + 1) };
}

/** Not every browser can iterate over a stream. */
async function* chunksOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) yield chunk.value;
  } finally {
    // A reader that stops early lets the connection go. A stream that broke has none.
    await reader.cancel().catch(() => {});
  }
}
