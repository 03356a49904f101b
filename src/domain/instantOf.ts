const INSTANT =
  /^(\d{4}-\d\d-\d\d)[Tt ]((?:[01]\d|2[0-3]):[0-5]\d)(?::([0-5]\d|60)(?:\.(\d+))?)?(?:[Zz]|([+-](?:[01]\d|2[0-3])):?([0-5]\d))$/;

/**
 * The instant that a text names, in milliseconds since 1970: a date and time with its offset from UTC (RFC 3339), also as
 * generators write it: a blank for the T, lower case, an offset without its colon. Finer fractions are cut off. Undefined
 * for any other text, also for a day that does not exist (`Date.parse` takes 30 February for 2 March).
 */
export function instantOf(text: string): number | undefined {
  const [matched, day, minute, second = '00', fraction = '', hours = '+00', minutes = '00'] = INSTANT.exec(text) ?? [];
  if (matched === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day!)) return undefined;
  const start = Date.parse(`${day}T${minute}:00${hours}:${minutes}`);
  if (second === '60' && !endsMonth(start)) return undefined;
  return start + Number(second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, '0'));
}

/** Leap seconds are the last of a month in UTC (ITU-R TF.460). */
const endsMonth = (minute: number): boolean => {
  const next = new Date(minute + 60_000);
  return next.getUTCDate() === 1 && next.getUTCHours() === 0 && next.getUTCMinutes() === 0;
};
