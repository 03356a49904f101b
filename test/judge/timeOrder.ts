/** The time during which something happened, at one moment of it. Infinity is an end that nobody saw. */
export interface Span {
  begin: number;
  end: number;
}

/** Something that was seen of a pet, at one moment of its span. */
export interface Sight extends Span {
  /** Whether the pet looks like this at a version. */
  fits(version: number): boolean;
}

/** The versions whose event can't have come in its place: it ended before one of a lower version began. */
export function untimelyVersions(events: readonly Span[]): number[] {
  let latestBegin = Number.NEGATIVE_INFINITY;
  return events.flatMap(({ begin, end }, index) => {
    const isUntimely = end < Math.max(latestBegin, begin);
    latestBegin = Math.max(latestBegin, begin);
    return isUntimely ? [index + 1] : [];
  });
}

/**
 * The sights for which there is no place in the order of versions: `events` are the spans of versions 1, 2, ... A sight
 * of a version must be able to come after its event and before the next one, and never shows an older version than a
 * sight that had ended when it began. Where sights may `trail`, they may be of any version that was there by their end.
 *
 * There is a place for every sight exactly where each takes the lowest version that those before it leave: a higher
 * one would only take places from those that come later. So nothing has to be searched.
 */
export function misplaced<S extends Sight>(events: readonly Span[], sights: readonly S[], trail = false): S[] {
  const spans = events.map((span, index) => ({ ...span, version: index + 1 }));
  /** The highest version whose event had ended before a time, and the lowest one whose event had yet to begin. */
  const reached = runningBy(spans, Math.max, 0);
  const pending = runningBy(spans.map(mirrored), Math.min, events.length + 1);
  const seen: { end: number; highest: number }[] = [];
  return [...sights]
    .sort((a, b) => a.end - b.end)
    .filter((sight) => {
      const lowest = Math.max(trail ? 0 : reached(sight.begin), lastBefore(seen, sight.begin)?.highest ?? 0);
      const beyond = pending(-sight.end);
      let version = lowest;
      while (version < beyond && !sight.fits(version)) version++;
      if (version >= beyond) return true;
      seen.push({ end: sight.end, highest: Math.max(version, seen.at(-1)?.highest ?? 0) });
      return false;
    });
}

/** The versions that a sight can be of, by time alone: all that may have been the newest at some moment of its span. */
export function versionsDuring(events: readonly Span[], { begin, end }: Span): number[] {
  const lowest = events.findLastIndex((event) => event.end < begin) + 1;
  const beyond = events.findIndex((event) => event.begin > end) + 1 || events.length + 1;
  return Array.from({ length: Math.max(0, beyond - lowest) }, (_, index) => lowest + index);
}

const mirrored = ({ begin, end, version }: Span & { version: number }) => ({ begin: -end, end: -begin, version });

/** A function of time: the highest (or lowest) version of the spans that ended before it. */
function runningBy(
  spans: readonly (Span & { version: number })[],
  extreme: (a: number, b: number) => number,
  none: number,
): (time: number) => number {
  let found = none;
  const byEnd = [...spans]
    .sort((a, b) => a.end - b.end)
    .map(({ end, version }) => {
      found = extreme(found, version);
      return { end, found };
    });
  return (time) => lastBefore(byEnd, time)?.found ?? none;
}

/** The last entry that ended strictly before a time; entries are in the order of their ends. */
function lastBefore<T extends { end: number }>(entries: readonly T[], time: number): T | undefined {
  let low = 0;
  for (let high = entries.length; low < high; ) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.end < time) low = middle + 1;
    else high = middle;
  }
  return entries[low - 1];
}
