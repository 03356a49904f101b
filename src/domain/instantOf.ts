const INSTANT =
  /^(\d{4}-\d{2}-\d{2})T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/**
 * The instant that a text names, in milliseconds since 1970: an ISO 8601 date and time with its offset from UTC, or Z.
 * Undefined for any other text, also for a day that does not exist (`Date.parse` takes 30 February for 2 March).
 */
export function instantOf(text: string): number | undefined {
  const day = INSTANT.exec(text)?.[1];
  if (day === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day) ? Date.parse(text) : undefined;
}
