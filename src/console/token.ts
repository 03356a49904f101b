const KEY = 'pets-token';

/** The caller's bearer token. It is gone when the tab is closed. */
export const token = {
  get: (): string | null => sessionStorage.getItem(KEY),
  set: (text: string): void => sessionStorage.setItem(KEY, text),
  forget: (): void => sessionStorage.removeItem(KEY),
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
