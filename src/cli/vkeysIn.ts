/** The public keys in options: `GET /log/key` answers with one on each line. */
export const vkeysIn = (options: readonly string[]): string[] =>
  options.flatMap((text) => text.trim().split(/\s*\n\s*/));
