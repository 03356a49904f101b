import { comparison, isComparison, isObject, isScalar, refuse, type Scalar, type Test } from './comparison.ts';

/** What one field is asked for: some value that passes a test, or that there is none. */
interface Condition {
  path: string;
  tests: Test[];
  orAbsent: boolean;
}
/** Conditions that must all hold; `$or` makes several such lists of one pattern. */
type Alternative = Condition[];

/** A scalar of an event, by its path; `elements` tells which element it is in, of each array around it. */
interface Field {
  path: string;
  value: Scalar;
  elements: ReadonlyMap<string, number>;
}

/** EventBridge refuses patterns whose `$or`s multiply to more (user guide, "$or matching"). */
const MAX_ALTERNATIVES = 1000;

/**
 * Makes a matcher of an EventBridge event pattern, with all comparison operators of event buses (user guide, "Comparison
 * operators for use in event patterns"). It decides as the service's own matcher does (github.com/aws/event-ruler):
 * an event is a list of scalars by path, arrays are entered, and conditions on objects in an array must be met by one
 * object. Throws `InvalidPattern`.
 */
export function eventPattern(pattern: unknown): (event: unknown) => boolean {
  const alternatives = alternativesOf(pattern, '');
  return (event) => {
    const fields = fieldsOf(event, '', new Map());
    return alternatives.some((conditions) => holds(conditions, fields, new Map()));
  };
}

/** Whether all conditions hold, each by a field that agrees with the earlier ones on the elements of arrays. */
function holds([first, ...rest]: Alternative, fields: Field[], elements: Field['elements']): boolean {
  if (!first) return true;
  const present = fields.filter(({ path }) => path === first.path);
  if (present.length === 0) return first.orAbsent && holds(rest, fields, elements);
  return present.some(
    (field) =>
      first.tests.some((test) => test(field.value)) &&
      [...field.elements].every(([array, index]) => (elements.get(array) ?? index) === index) &&
      holds(rest, fields, new Map([...elements, ...field.elements])),
  );
}

function fieldsOf(value: unknown, path: string, elements: Field['elements'], array = path): Field[] {
  if (Array.isArray(value)) {
    return value.flatMap((item, index) =>
      isScalar(item)
        ? [{ path, value: item, elements }]
        : fieldsOf(item, path, new Map([...elements, [array, index]]), `${array}/${index}`),
    );
  }
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, item]) => fieldsOf(item, join(path, key), elements, `${array}.${key}`));
  }
  return isScalar(value) ? [{ path, value, elements }] : [];
}

function alternativesOf(pattern: unknown, path: string): Alternative[] {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) refuse(path, 'must be an object that is not empty');
  let alternatives: Alternative[] = [[]];
  for (const [key, value] of Object.entries(pattern)) {
    const place = join(path, key);
    const more = isOr(key, value)
      ? value.flatMap((alternative) => alternativesOf(alternative, path))
      : Array.isArray(value)
        ? [[condition(value, place)]]
        : isObject(value)
          ? alternativesOf(value, place)
          : refuse(place, 'must be an object or an array');
    if (alternatives.length * more.length > MAX_ALTERNATIVES) refuse(place, 'has too many $or combinations');
    alternatives = alternatives.flatMap((before) => more.map((conditions) => [...before, ...conditions]));
  }
  return alternatives;
}

/** `$or` is a field like any other unless an array of objects that name no operator follows. */
function isOr(key: string, value: unknown): value is object[] {
  return (
    key === '$or' &&
    Array.isArray(value) &&
    value.length > 1 &&
    value.every((item) => isObject(item) && !Object.keys(item).some(isComparison))
  );
}

function condition(values: unknown[], path: string): Condition {
  if (values.length === 0) refuse(path, 'must not be an empty array');
  const isAbsence = (value: unknown) => isObject(value) && value.exists === false;
  return {
    path,
    orAbsent: values.some(isAbsence),
    tests: values.map((value) => comparison(value, path)),
  };
}

const join = (path: string, key: string) => (path ? `${path}.${key}` : key);
