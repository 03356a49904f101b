/** A number and its noun: "1 event", "1,200 events". */
export const counted = (number: number, noun: string): string =>
  `${number.toLocaleString('en-GB')} ${noun}${number === 1 ? '' : 's'}`;
