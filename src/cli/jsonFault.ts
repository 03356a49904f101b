import { pointerTo, type Violation } from '../domain/jsonValue.ts';
import { exactNumber } from '../dynamo/exactNumber.ts';

/** The most levels that any of our documents has, with room: JSON.parse takes more than code can walk through. */
const MOST_LEVELS = 64;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

/** An object or array that is being read: its members' names so far, or how many items went before. */
type Level = { pointer: string; names?: Set<string>; key: string | number };

/**
 * What JSON.parse would change without a word in a text that it takes: numbers that JavaScript can't carry exactly, and
 * members that are there twice. Also finds more than 64 levels. Returns the first.
 */
export function jsonFault(text: string): Violation | undefined {
  const levels: Level[] = [];
  const here = () => {
    const level = levels.at(-1);
    return level ? pointerTo(level.pointer, level.key) : '';
  };
  let isName = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at]!;
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      if (isName) {
        const key = JSON.parse(text.slice(at, end)) as string;
        level!.key = key;
        if (level!.names!.has(key)) return { pointer: here(), message: 'the member is there more than once' };
        level!.names!.add(key);
      }
      at = end - 1;
      isName = false;
    } else if (character === '{' || character === '[') {
      if (levels.length === MOST_LEVELS)
        return { pointer: here(), message: `must not be nested deeper than ${MOST_LEVELS} levels` };
      isName = character === '{';
      levels.push({ pointer: here(), key: 0, ...(isName && { names: new Set<string>() }) });
    } else if (character === '}' || character === ']') {
      levels.pop();
      isName = false;
    } else if (character === ',') {
      if (level!.names) isName = true;
      else level!.key = Number(level!.key) + 1;
    } else if (character === '-' || (character >= '0' && character <= '9')) {
      NUMBER.lastIndex = at;
      const number = NUMBER.exec(text)![0];
      if (!isExact(number))
        return { pointer: here(), message: `${number} is not a number that JSON can carry exactly` };
      at += number.length - 1;
    }
  }
  return undefined;
}

const isExact = (text: string): boolean =>
  Math.abs(Number(text)) <= Number.MAX_SAFE_INTEGER && typeof exactNumber(text) === 'number';

/** The place behind a string that begins at `start`. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
}
