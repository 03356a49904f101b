import { keepText, keptText } from '../frame/keptText.ts';

const KEY = 'pets-token';

let current = keptText('sessionStorage', KEY);

/** The caller's bearer token, or null. Closing the tab forgets it. */
export const token = {
  get: (): string | null => current,
  /** The headers that carry it. */
  headers: (): Record<string, string> => (current ? { authorization: `Bearer ${current}` } : {}),
  set(text: string | null): void {
    current = text;
    keepText('sessionStorage', KEY, text);
  },
};

/** The claims of a JSON Web Token, unverified, for people to read; undefined for any other token. */
export function claimsOf(text: string): Record<string, unknown> | undefined {
  try {
    const base64 = text.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
