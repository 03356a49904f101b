import { Unavailable } from './unavailable.ts';

interface LoggableFault {
  name: string;
  message: string;
  cause?: string;
  stack?: string | undefined;
}

/** What a log may know of a fault: where it came from, and no request, item or credential. */
export function loggable(fault: unknown): LoggableFault {
  if (!(fault instanceof Error)) return { name: 'unknown', message: String(fault) };
  const { name, message, cause, stack } = fault;
  // An outage is explained by its cause; its stack says nothing more, many times over.
  if (fault instanceof Unavailable)
    return { name, message, cause: cause instanceof Error ? `${cause.name}: ${cause.message}` : '' };
  return { name, message, stack };
}
