const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
/** A line of more bytes is not one of ours: an event in JSON has a few million at most. */
const LONGEST_LINE = 64 * 1024 * 1024;

/**
 * The lines of a text in UTF-8, without their ends, however its bytes are cut into chunks. A line ends at LF or CRLF, and
 * nowhere else: JSON text may hold U+2028 and others at which some readers split. The last line may lack its end. A byte
 * order mark before a line is left out. Throws a RangeError at a line above 64 MiB, a TypeError at one that is not UTF-8.
 */
export async function* textLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let begun: Uint8Array[] = [];
  let length = 0;
  const begin = (part: Uint8Array) => {
    length += part.length;
    if (length > LONGEST_LINE) throw new RangeError(`a line is longer than ${LONGEST_LINE} bytes`);
    begun.push(part);
  };
  const line = () => {
    const bytes = joined(begun, length);
    begun = [];
    length = 0;
    return decoder.decode(bytes.at(-1) === CARRIAGE_RETURN ? bytes.subarray(0, -1) : bytes);
  };

  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end >= 0; end = chunk.indexOf(LINE_FEED, start)) {
      begin(chunk.subarray(start, end));
      yield line();
      start = end + 1;
    }
    if (start < chunk.length) begin(chunk.subarray(start));
  }
  if (length > 0) yield line();
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
