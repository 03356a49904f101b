/** A server that asks for a longer pause gets another try sooner: callers would take the client for stuck. */
const LONGEST_MS = 60_000;

/**
 * How long a Retry-After header asks to wait (RFC 9110, section 10.2.3): seconds or a date; 0 where there is none, it
 * can't be read, or its date has passed. At most a minute.
 */
export function retryAfterMs(header: string | null, now: number): number {
  const text = header?.trim() ?? '';
  const asked = /^\d+$/.test(text) ? Number(text) * 1000 : HTTP_DATE.test(text) ? dateOf(text) - now : 0;
  return Number.isNaN(asked) ? 0 : Math.min(Math.max(asked, 0), LONGEST_MS);
}

/** Of its three forms, the oldest names no zone. */
const dateOf = (text: string): number => Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);

/** In its three forms: `Sun, 06 Nov 1994 08:49:37 GMT` and two old ones. Date.parse would take much else for a date. */
const HTTP_DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? .*\d\d:\d\d:\d\d( GMT| \d{4})$/;
