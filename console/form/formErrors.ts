import { PetsProblem } from '../../src/client/petsClient.ts';
import { fieldAt, OTHERS } from './petFields.ts';

/** What the API found wrong, or what is wrong with the form's own JSON, by the field of the form. */
export function formErrors(problem: unknown): Record<string, string> {
  if (problem instanceof SyntaxError) return { [OTHERS]: 'must be a JSON object' };
  if (!(problem instanceof PetsProblem)) return {};
  const found: Record<string, string> = {};
  for (const { pointer, message } of problem.problem?.errors ?? []) {
    const field = fieldAt(pointer);
    const text = field === OTHERS || pointer.split('/').length > 2 ? `${pointer} ${message}` : message;
    found[field] = found[field] === undefined ? text : `${found[field]}; ${text}`;
  }
  return found;
}
