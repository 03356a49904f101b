const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** A moment: its time, and its day unless that is today. Its tooltip has it in full. */
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
