/**
 * Tests texts against literal parts with any text between them, in time linear in the text's length: the first part is
 * how a text begins, the last how it ends, and each of the others is looked for behind the one before. Its first place
 * is the right one, as it leaves the most for those that follow.
 */
export function wildcardTest(parts: readonly string[]): (text: string) => boolean {
  const first = parts[0]!;
  if (parts.length === 1) return (text) => text === first;
  const last = parts.at(-1)!;
  const finders = parts.slice(1, -1).map(finder);
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let place = first.length;
    for (const find of finders) {
      place = find(text, place, end);
      if (place < 0) return false;
    }
    return true;
  };
}

/** Finds a part between two places of a text: where it ends, or -1 (Knuth, Morris and Pratt, 1977). */
function finder(part: string): (text: string, from: number, end: number) => number {
  /** For each beginning of the part, how long its longest end is that is a beginning too. */
  const borders = [0];
  for (let index = 1, border = 0; index < part.length; index++) {
    while (border > 0 && part[index] !== part[border]) border = borders[border - 1]!;
    if (part[index] === part[border]) border++;
    borders.push(border);
  }
  return (text, from, end) => {
    if (part === '') return from;
    for (let place = from, matched = 0; place < end; place++) {
      while (matched > 0 && text[place] !== part[matched]) matched = borders[matched - 1]!;
      if (text[place] === part[matched]) matched++;
      if (matched === part.length) return place + 1;
    }
    return -1;
  };
}
