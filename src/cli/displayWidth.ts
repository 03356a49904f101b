/**
 * Places of a terminal that are two columns wide: the blocks of East_Asian_Width W and F that have letters (UAX #11), and
 * what is an emoji by itself or by U+FE0F (UTS #51).
 */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{17000}-\u{18cff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]|\ufe0f/u;
/** Marks without a letter, and what is not seen at all. */
const WITHOUT_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what begins a style.
const STYLE = /(\u001b\[[0-9;]*m)/;

const segmenter = new Intl.Segmenter();

/** The characters of a text as readers see them, such as a letter with its accents, and the columns that each takes. */
export function* characters(text: string): Generator<{ text: string; width: number }> {
  for (const part of text.split(STYLE)) {
    // What colours a terminal takes no place on it.
    if (STYLE.test(part)) yield { text: part, width: 0 };
    else
      for (const { segment } of segmenter.segment(part)) {
        yield { text: segment, width: WITHOUT_WIDTH.test(segment) ? 0 : WIDE.test(segment) ? 2 : 1 };
      }
  }
}

/** The columns of a terminal that a text of one line takes. */
export function displayWidth(text: string): number {
  let columns = 0;
  for (const { width } of characters(text)) columns += width;
  return columns;
}
