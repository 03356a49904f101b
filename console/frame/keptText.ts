type Kind = 'localStorage' | 'sessionStorage';

/** A text that the browser keeps; null if there is none, or if the browser keeps nothing. */
export function keptText(kind: Kind, key: string): string | null {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text; null removes it. If the browser keeps nothing, the page works without. */
export function keepText(kind: Kind, key: string, text: string | null): void {
  try {
    if (text === null) window[kind].removeItem(key);
    else window[kind].setItem(key, text);
  } catch {
    // The text is then gone with the page.
  }
}
