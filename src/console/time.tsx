const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** A moment: today's by its time, others by their day as well; whole for whoever points at it. */
export function Time({ at }: { at: string | number }) {
  const date = new Date(at);
  const iso = date.toISOString();
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={iso} title={iso}>
      {isToday ? clock.format(date) : `${calendar.format(date)}, ${clock.format(date)}`}
    </time>
  );
}

/** A duration in milliseconds as people read it: 4.2 ms, 120 ms, 1.5 s, 3 min; `isWhole` leaves out fractions of one. */
export function duration(ms: number, isWhole = false): string {
  if (ms < 10 && !isWhole) return `${ms.toFixed(1)} ms`;
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.round(ms / 60_000)} min`;
  return `${Math.round(ms / 3_600_000)} h`;
}
