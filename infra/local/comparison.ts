import { BlockList, isIP } from 'node:net';
import { wildcardTest } from './wildcardTest.ts';

/** An event pattern that EventBridge would refuse. The message names the place. */
export class InvalidPattern extends Error {
  override readonly name = 'InvalidPattern';
}

export type Scalar = string | number | boolean | null;
export type Test = (value: Scalar) => boolean;

/** The test that one member of a field's array asks for: a value, or an object with one comparison operator. */
export function comparison(value: unknown, path: string): Test {
  if (isScalar(value)) return equals(value);
  const [operator, operand] = onlyEntry(value, path);
  if (operator === 'exists') {
    if (typeof operand !== 'boolean') refuse(path, 'exists must be true or false');
    return () => operand;
  }
  return isOperator(operator)
    ? OPERATORS[operator](operand, path)
    : refuse(path, `${operator} is no comparison operator`);
}

const equals =
  (wanted: Scalar): Test =>
  (value) =>
    value === wanted;
const sameLetters = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
/** A test that only a text can pass. */
const text =
  (test: (value: string) => boolean): Test =>
  (value) =>
    typeof value === 'string' && test(value);

const OPERATORS = {
  exactly: (operand: unknown, path: string) => equals(textIn(operand, 'exactly', path)),
  prefix: (operand: unknown, path: string) => {
    const { wanted, ignoreCase } = affix(operand, 'prefix', path);
    return text((value) =>
      ignoreCase ? sameLetters(value.slice(0, wanted.length), wanted) : value.startsWith(wanted),
    );
  },
  suffix: (operand: unknown, path: string) => {
    const { wanted, ignoreCase } = affix(operand, 'suffix', path);
    return text((value) =>
      ignoreCase
        ? value.length >= wanted.length && sameLetters(value.slice(value.length - wanted.length), wanted)
        : value.endsWith(wanted),
    );
  },
  'equals-ignore-case': (operand: unknown, path: string) => {
    const wanted = textIn(operand, 'equals-ignore-case', path);
    return text((value) => sameLetters(value, wanted));
  },
  wildcard: (operand: unknown, path: string) => {
    return text(wildcardTest(partsOf(textIn(operand, 'wildcard', path), path)));
  },
  numeric,
  cidr,
  'anything-but': anythingBut,
} satisfies Record<string, (operand: unknown, path: string) => Test>;

function anythingBut(operand: unknown, path: string): Test {
  const excluded: Test[] = [];
  if (isObject(operand)) {
    const [operator, values] = onlyEntry(operand, path);
    if (
      !(operator === 'prefix' || operator === 'suffix' || operator === 'equals-ignore-case' || operator === 'wildcard')
    ) {
      refuse(path, `anything-but does not take ${operator}`);
    }
    for (const value of listOf(values)) {
      if (value === '') refuse(path, `anything-but ${operator} must not be empty`);
      excluded.push(OPERATORS[operator](textIn(value, operator, path), path));
    }
  } else {
    const kinds = new Set(listOf(operand).map((value) => typeof value));
    if (kinds.size > 1 || !(kinds.has('string') || kinds.has('number'))) {
      refuse(path, 'anything-but must be a text, a number, or a list of either');
    }
    excluded.push(...listOf(operand).map((value) => equals(value as Scalar)));
  }
  if (excluded.length === 0) refuse(path, 'anything-but must not be an empty list');
  return (value) => !excluded.some((test) => test(value));
}

function numeric(operand: unknown, path: string): Test {
  const [first, bound, second, upper, ...others] = Array.isArray(operand) ? operand : [];
  const isRange = second !== undefined && /^>=?$/.test(String(first)) && /^<=?$/.test(String(second));
  const isValid =
    ['=', '<', '<=', '>', '>='].includes(first) &&
    typeof bound === 'number' &&
    (second === undefined || (isRange && typeof upper === 'number' && bound < upper && others.length === 0));
  if (!isValid) refuse(path, 'numeric must be [operator, number], or a range such as [">", 0, "<=", 5]');
  const compare = (value: number, operator: string, wanted: number) =>
    operator === '='
      ? value === wanted
      : (operator.startsWith('<') ? value < wanted : value > wanted) || (operator.endsWith('=') && value === wanted);
  return (value) =>
    typeof value === 'number' && compare(value, first, bound) && (!isRange || compare(value, second, upper));
}

function cidr(operand: unknown, path: string): Test {
  const [address = '', bits = '', ...others] = textIn(operand, 'cidr', path).split('/');
  const family = isIP(address);
  if (!family || others.length > 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) {
    refuse(path, 'cidr must be an address and a mask such as 10.0.0.0/24');
  }
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const block = new BlockList();
  block.addSubnet(address, Number(bits), type);
  return text((value) => isIP(value) === family && block.check(value, type));
}

/** The literal parts of a wildcard: `*` stands for any text between two, `\\*` and `\\\\` for themselves. */
function partsOf(pattern: string, path: string): string[] {
  const signs = pattern.match(/\\[*\\]|[^\\]/gsu) ?? [];
  if (signs.join('') !== pattern) refuse(path, 'wildcard may escape only * and \\');
  if (signs.some((sign, index) => sign === '*' && signs[index + 1] === '*')) {
    refuse(path, 'wildcard must not hold two * in a row');
  }
  const parts = [''];
  for (const sign of signs) {
    if (sign === '*') parts.push('');
    else parts.push(parts.pop() + (sign.length > 1 && sign.startsWith('\\') ? sign.slice(1) : sign));
  }
  return parts;
}

function affix(operand: unknown, operator: string, path: string): { wanted: string; ignoreCase: boolean } {
  if (!isObject(operand)) return { wanted: textIn(operand, operator, path), ignoreCase: false };
  const [inner, wanted] = onlyEntry(operand, path);
  if (inner !== 'equals-ignore-case') refuse(path, `${operator} does not take ${inner}`);
  return { wanted: textIn(wanted, inner, path), ignoreCase: true };
}

function textIn(operand: unknown, operator: string, path: string): string {
  return typeof operand === 'string' ? operand : refuse(path, `${operator} must be a text`);
}

function onlyEntry(value: unknown, path: string): [string, unknown] {
  const [entry, ...others] = isObject(value) ? Object.entries(value) : [];
  return entry && others.length === 0 ? entry : refuse(path, 'must hold values, or objects with one operator each');
}

export function refuse(path: string, message: string): never {
  throw new InvalidPattern(`The event pattern is not valid: ${path || 'it'} ${message}.`);
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
export const isScalar = (value: unknown): value is Scalar =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isOperator = (name: string): name is keyof typeof OPERATORS => Object.hasOwn(OPERATORS, name);
export const isComparison = (name: string): boolean => name === 'exists' || isOperator(name);
