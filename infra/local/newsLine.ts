import type { News } from '../../src/client/news.ts';

/**
 * A change or a delivery in a line for the terminal: when it began, what was asked and answered, and in how many
 * milliseconds. Undefined for other news.
 */
export function newsLine({ type, data }: News): string | undefined {
  if (type === 'message') return undefined;
  const time = new Date(data.startedAt).toISOString().slice(11, 19);
  const ms = `${(data.endedAt - data.startedAt).toFixed(0)} ms`;
  if (type === 'command') {
    const { method, path, status, petId, version } = data;
    const left = version === null ? '' : `  ${petId} v${version}`;
    return printable(`${time}  ${method} ${path}  ${status}  ${ms}${left}`);
  }
  const { records, attempt, error } = data;
  const what = `${records.length} ${records.length === 1 ? 'event' : 'events'}`;
  const ended = error === null ? '' : `  failed, attempt ${attempt}: ${error}`;
  return printable(`${time}    ${data.function}  ${what}  ${ms}${ended}`);
}

/** Callers choose paths: nothing in them may play with the terminal. */
const printable = (text: string): string => text.replace(/[^ -~]/g, '?');
