import { styleText } from 'node:util';
import { characters, displayWidth } from './displayWidth.ts';

type Style = Parameters<typeof styleText>[0];

const isColourful = process.stdout.isTTY === true && !process.env.NO_COLOR;

/** Styles a text on a terminal, and only there. */
export const paint = (style: Style, text: string): string => (isColourful ? styleText(style, text) : text);

/**
 * Text that callers of the API chose, made harmless for a terminal: no control or direction-changing characters, and no
 * breaks of a line. JSON stays the same value.
 */
export function printable(text: string): string {
  return text.replace(
    /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A terminal is rarely narrower. */
const COLUMNS = 80;

const INDENT = 4;

/** Lines, moved to the right. */
export const indented = (text: string): string => text.replaceAll(/^/gm, ' '.repeat(INDENT));

/**
 * Parts of a line, side by side as far as they fit after `indent` blanks, the others on lines below. A part that is longer
 * than a line goes on in the next, whole.
 */
export function fitting(parts: readonly string[], indent = 0): string {
  const lines: string[] = [];
  let width = COLUMNS;
  for (const part of parts) {
    const partWidth = displayWidth(part);
    if (indent + width + 2 + partWidth <= COLUMNS) {
      lines.push(`${lines.pop()}  ${part}`);
      width += 2 + partWidth;
    } else {
      const start = lines.length === 0 ? '' : ' '.repeat(INDENT);
      lines.push(...folded(start + part, COLUMNS - indent));
      width = displayWidth(lines.at(-1)!);
    }
  }
  return lines.join('\n');
}

/** The same as {@link fitting}, for lines below another. */
export const fittingBelow = (...parts: string[]): string => indented(fitting(parts, INDENT));

/** A text on as many lines of a width as it takes; all but the first are indented. */
function folded(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  let taken = 0;
  for (const character of characters(text)) {
    if (taken + character.width > width) {
      lines.push(line);
      line = ' '.repeat(INDENT);
      taken = INDENT;
    }
    line += character.text;
    taken += character.width;
  }
  return [...lines, line];
}

/** The same for a text of several lines, such as JSON. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');

/** A value as JSON on one line, harmless for a terminal. */
export const inline = (value: unknown): string => printable(JSON.stringify(value));

/** A JSON value whose own members stay, and those within them stand by name: a table returns them in any order. */
export function inStableOrder<T>(value: T): T {
  if (Array.isArray(value)) return value.map(inStableOrder) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, byName(member)])) as T;
}

function byName(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(byName);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([key, member]) => [key, byName(member)]));
}

const CLEAR_LINE = '\r\x1b[K';
/** Whether a line on the terminal waits to be redrawn. */
let isDrawn = false;

export function print(line: string): void {
  clear();
  process.stdout.write(`${line}\n`);
}

/** Tells of something that is not well, on standard error. */
export function printError(line: string): void {
  clear();
  process.stderr.write(`${paint('red', line)}\n`);
}

function clear(): void {
  if (isDrawn) process.stderr.write(CLEAR_LINE);
  isDrawn = false;
}

const WIDTH = 24;
const TERMINAL_MS = 100;
const PLAIN_MS = Number(process.env.PROGRESS_MS) || 5_000;

/**
 * How far long work is, on standard error: a line that redraws itself on a terminal, plain lines now and then elsewhere.
 * What the first call tells may have been done before, by a run that this one goes on from: the rate is of what follows.
 */
export function startProgress(unit: string, total: number): { set(done: number): void; end(): void } {
  const isTerminal = process.stderr.isTTY === true;
  let shown = performance.now();
  let first: { done: number; at: number } | undefined;
  return {
    set(done) {
      const now = performance.now();
      first ??= { done, at: now };
      if (now - shown < (isTerminal ? TERMINAL_MS : PLAIN_MS)) return;
      shown = now;
      const rate = now > first.at ? (done - first.done) / ((now - first.at) / 1000) : 0;
      const pace = rate > 0 ? `, ${count(rate)} a second${eta(done, total, rate)}` : '';
      const line = `${bar(done, total)}${count(done)} ${unit}${pace}`;
      process.stderr.write(isTerminal ? `${CLEAR_LINE}${line}` : `${line}\n`);
      isDrawn = isTerminal;
    },
    end: clear,
  };
}

/** The total is a table's item count, which AWS brings up to date every six hours: it may be too low, or 0. */
function bar(done: number, total: number): string {
  if (total < done) return '';
  const filled = Math.floor((done / total) * WIDTH);
  return `[${'='.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${Math.floor((done / total) * 100)} %  `;
}

const eta = (done: number, total: number, rate: number): string =>
  total > done ? `, ${Math.ceil((total - done) / rate)} s left` : '';

export const count = (number: number): string => Math.round(number).toLocaleString('en-US');

/** A number of things, named in the singular. */
export const counted = (number: number, noun: string): string => `${count(number)} ${noun}${number === 1 ? '' : 's'}`;
