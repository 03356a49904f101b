import { pointerTo, type Violation } from '../domain/jsonValue.ts';

interface Container {
  pointer: string;
  /** The names so far; undefined for an array. */
  names?: Set<string>;
  /** The name of the present member, or the index of the present item. */
  place: string | number;
}

/** A string, or what opens, closes or parts something: all that JSON text consists of, but for scalars and blanks. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g;

/**
 * The members that stand in an object a second time, also spelt with other escapes: `JSON.parse` keeps the last, and says
 * nothing (RFC 8259 section 4). The text must be JSON, and not nested deeply.
 */
export function duplicateMembers(text: string): Violation[] {
  const found: Violation[] = [];
  const open: Container[] = [];
  let isName = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const inner = open.at(-1);
    if (token === '{' || token === '[') {
      const pointer = inner ? pointerTo(inner.pointer, inner.place) : '';
      open.push(token === '{' ? { pointer, names: new Set(), place: '' } : { pointer, place: 0 });
      isName = token === '{';
    } else if (token === '}' || token === ']') open.pop();
    else if (token === ':') isName = false;
    else if (token === ',') {
      isName = inner?.names !== undefined;
      if (typeof inner?.place === 'number') inner.place++;
    } else if (isName && inner?.names) {
      const name: string = JSON.parse(token);
      if (inner.names.has(name)) found.push({ pointer: pointerTo(inner.pointer, name), message: 'must be given once' });
      inner.names.add(name);
      inner.place = name;
      if (found.length === MOST_FOUND) break;
    }
  }
  return found;
}

/** Past this many, more findings help nobody. */
const MOST_FOUND = 20;
