import fc from 'fast-check';
import { hostileHeader, hostileSegment, hostileText, hostileUrlText } from './hostile.ts';
import { areWellFormed, bad, good, type Piece } from './piece.ts';
import { type Schema, valuesOf } from './schemaValues.ts';

/** A parameter of the OpenAPI document. */
export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  schema: Schema;
}

/** Few, so that requests meet what others left: pets, keys, versions. */
export const few: Record<string, fc.Arbitrary<string>> = {
  petId: fc.integer({ min: 1, max: 16 }).map((n) => `fuzz-${n}`),
  version: fc.integer({ min: 1, max: 5 }).map(String),
  level: fc.constantFrom('0', '1', 'entries'),
  index: fc.constantFrom('000', '000.p/1', '000.p/20', 'x001/000'),
  'Idempotency-Key': fc.integer({ min: 1, max: 300 }).map((n) => `key-${n}`),
  'If-Match': fc.constantFrom('*', '"1"', '"2"', '"3", "4"', ', "1",,"2"'),
  'If-None-Match': fc.constantFrom('*', '"1"', 'W/"2"'),
  Prefer: fc.constantFrom('return=minimal', 'return=representation', 'respond-async, return="minimal"'),
};

/** Their schemas do not say all: a cursor is one that was given, a version one at which the pet lived, a list's time past. */
const guessed = new Set(['cursor', 'version', 'at']);

function valueFor(parameter: Parameter, hostile: fc.Arbitrary<string>): fc.Arbitrary<Piece<string>> {
  const documented = valuesOf(parameter.schema).map(String);
  return fc
    .oneof(
      { weight: 6, arbitrary: good(few[parameter.name] ?? documented) },
      { weight: 2, arbitrary: good(documented) },
      { weight: 1, arbitrary: bad(hostile) },
    )
    .map(({ value, wellFormed }) => ({ value, wellFormed: wellFormed && !guessed.has(parameter.name) }));
}

/** A path, by its template. */
export function pathsOf(template: string, parameters: Parameter[]): fc.Arbitrary<Piece<string>> {
  if (parameters.length === 0) return good(fc.constant(template));
  return fc.tuple(...parameters.map((parameter) => segment(parameter))).map((values) => ({
    value: parameters.reduce(
      (path, { name }, index) => path.replace(new RegExp(`\\{${name}\\+?\\}`), () => values[index]!.value),
      template,
    ),
    wellFormed: areWellFormed(values),
  }));
}

const segment = (parameter: Parameter): fc.Arbitrary<Piece<string>> =>
  fc.oneof(
    { weight: 5, arbitrary: good(few[parameter.name] ?? fc.constant('swagger-ui.css')) },
    { weight: 1, arbitrary: good(valuesOf(parameter.schema).map((value) => encodeURIComponent(String(value)) || 'a')) },
    { weight: 2, arbitrary: bad(hostileSegment) },
  );

type Pairs = (readonly [name: string, value: string])[];

/** Some of the parameters, each at most once. */
function given(parameters: Parameter[], hostile: fc.Arbitrary<string>): fc.Arbitrary<Piece<Pairs>> {
  const one = parameters.map((parameter) =>
    fc
      .option(valueFor(parameter, hostile), { nil: undefined, freq: 2 })
      .map((piece) => piece && { ...piece, name: parameter.name }),
  );
  return fc.tuple(...one).map((options) => {
    const pieces = options.filter((piece) => piece !== undefined);
    return {
      value: pieces.map(({ name, value }) => [name, value] as const),
      wellFormed: areWellFormed(pieces) && !contradict(pieces.map(({ name }) => name)),
    };
  });
}

/** What the document says in words: these may not be given together, or only in an order. */
const contradict = (names: string[]) =>
  (names.includes('version') && names.includes('at')) ||
  (names.includes('from') && names.includes('to')) ||
  (names.includes('after') && names.some((name) => name !== 'after' && name !== 'limit'));

/** A query, without its question mark. */
export function queriesOf(parameters: Parameter[]): fc.Arbitrary<Piece<string>> {
  const documented = given(parameters, hostileText).map(({ value, wellFormed }) => ({
    value: new URLSearchParams(value.map(([name, text]): [string, string] => [name, text])).toString(),
    wellFormed,
  }));
  const names = fc.constantFrom('limit', '__proto__', 'a[b]', ...parameters.map(({ name }) => name));
  const pair = fc.tuple(fc.oneof(names, hostileUrlText), fc.oneof(hostileUrlText, hostileSegment));
  // Given twice, not encoded, or of names that nobody knows.
  const strange = fc.array(pair, { maxLength: 4 }).map((pairs) => pairs.map((one) => one.join('=')).join('&'));
  return fc.oneof({ weight: 4, arbitrary: documented }, { weight: 1, arbitrary: bad(strange) });
}

const OTHER_HEADERS = ['cookie', 'authorization', 'accept', 'range', 'x-http-method-override'];

/** Headers, in the order in which they are sent. */
export function headersOf(parameters: Parameter[]): fc.Arbitrary<Piece<Pairs>> {
  const documented = given(parameters, hostileHeader);
  const names = fc.constantFrom(...parameters.map(({ name }) => name), ...OTHER_HEADERS);
  const strange = fc
    .tuple(documented, fc.array(fc.tuple(names, hostileHeader), { maxLength: 3 }))
    .map(([{ value }, others]) => [...value, ...others]);
  return fc.oneof({ weight: 4, arbitrary: documented }, { weight: 1, arbitrary: bad(strange) });
}
