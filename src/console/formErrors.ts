import { Refusal } from './api.ts';
import { fieldAt, OTHERS } from './petFields.ts';

/** What the API (or the form's own JSON) found wrong, by the field of the form where it belongs. */
export function formErrors(problem: unknown): Record<string, string> {
  if (problem instanceof SyntaxError) return { [OTHERS]: 'must be a JSON object' };
  if (!(problem instanceof Refusal)) return {};
  const found: Record<string, string> = {};
  for (const { pointer, message } of problem.errors) {
    const field = fieldAt(pointer);
    const text = field === OTHERS || pointer.split('/').length > 2 ? `${pointer} ${message}` : message;
    found[field] = found[field] === undefined ? text : `${found[field]}; ${text}`;
  }
  return found;
}
