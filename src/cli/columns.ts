import { characters, displayWidth } from './displayWidth.ts';
import { printable } from './print.ts';

/** Texts side by side, each cut to its width, harmless for a terminal. */
export const columns = (...cells: readonly (readonly [text: string, width: number])[]): string =>
  cells
    .map(([text, width]) => {
      const cell = cut(printable(text), width);
      return cell + ' '.repeat(width - displayWidth(cell));
    })
    .join(' ')
    .trimEnd();

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let shown = '';
  let left = width - 1;
  for (const character of characters(text)) {
    left -= character.width;
    if (left < 0) break;
    shown += character.text;
  }
  return `${shown}…`;
}
