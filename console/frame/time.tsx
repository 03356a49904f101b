const clock = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const calendar = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });

/** A moment: its time, and its day unless that is today or `isDated` asks for it. Its tooltip has it in full. */
export function Time({ at, isDated = false }: { at: string | number; isDated?: boolean }) {
  const date = new Date(at);
  const iso = date.toISOString();
  const isClock = !isDated && date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={iso} title={iso}>
      {isClock ? clock.format(date) : `${calendar.format(date)}, ${clock.format(date)}`}
    </time>
  );
}
