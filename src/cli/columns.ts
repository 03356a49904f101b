import { printable } from './print.ts';

/** Texts side by side, each cut to its width, harmless for a terminal. */
export const columns = (...cells: readonly (readonly [text: string, width: number])[]): string =>
  cells
    .map(([text, width]) => {
      const letters = [...printable(text)];
      const fitting = letters.length > width ? [...letters.slice(0, width - 1), '…'] : letters;
      return fitting.join('').padEnd(width);
    })
    .join(' ')
    .trimEnd();
