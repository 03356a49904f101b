import { keepText, keptText } from './storage.ts';

const KEY = 'pets-token';

let current = keptText('sessionStorage', KEY);

/** The caller's bearer token, or null. It is gone when the tab is closed. */
export const token = {
  get: (): string | null => current,
  set(text: string | null): void {
    current = text;
    keepText('sessionStorage', KEY, text);
  },
};

/** What a JSON Web Token says of itself, for people to read; undefined for any other token. Nothing here is proven. */
export function claimsOf(text: string): Record<string, unknown> | undefined {
  try {
    const base64 = text.split('.')[1]!.replaceAll('-', '+').replaceAll('_', '/');
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
