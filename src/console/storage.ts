type Kind = 'localStorage' | 'sessionStorage';

/** A text that the browser keeps; null where there is none, or where it forbids keeping any. */
export function keptText(kind: Kind, key: string): string | null {
  try {
    return window[kind].getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a text, or with null forgets it. Where the browser forbids it, the page goes on without. */
export function keepText(kind: Kind, key: string, text: string | null): void {
  try {
    if (text === null) window[kind].removeItem(key);
    else window[kind].setItem(key, text);
  } catch {
    // The text is then gone with the page.
  }
}
