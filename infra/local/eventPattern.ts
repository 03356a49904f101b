import { comparison, isComparison, isObject, isScalar, refuse, type Test } from './comparison.ts';

/** What one field is asked for: some value that passes a test, or that there is none. */
interface Condition {
  path: string;
  tests: Test[];
  orAbsent: boolean;
}
/** Conditions that must all hold; `$or` makes several such lists of one pattern. */
type Alternative = Condition[];

/** EventBridge refuses longer patterns (user guide, "Amazon EventBridge quotas"), counted as compact JSON. */
const MAX_PATTERN_LENGTH = 2048;
/** EventBridge refuses patterns whose `$or`s multiply to more (user guide, "$or matching"). */
const MAX_ALTERNATIVES = 1000;

/** JSON that is nested deeper holds nothing that a pattern could name; a pet has at most 16 levels. */
const MAX_DEPTH = 200;
/** How many conditions are shared out in all ways among names that lead to one path, such as `a.b` and `b` in `a`. */
const MAX_SHARED_OUT = 8;

/**
 * Makes a matcher of an EventBridge event pattern, with all comparison operators of event buses (user guide, "Comparison
 * operators for use in event patterns"). It decides as the service's own matcher does (github.com/aws/event-ruler):
 * an event is a list of scalars by path, arrays are entered, and conditions on objects in an array must be met by one
 * object. The time that it takes grows with the size of the event times that of the pattern, and no faster. Throws
 * `InvalidPattern`.
 */
export function eventPattern(pattern: unknown): (event: unknown) => boolean {
  const length = JSON.stringify(pattern)?.length ?? 0;
  if (length > MAX_PATTERN_LENGTH) refuse('', `is ${length} characters long, and may be ${MAX_PATTERN_LENGTH}`);
  const alternatives = alternativesOf(pattern, '');
  return (event) => {
    const alone = new Map<Condition, Place[] | undefined>();
    /** The place that a condition has to be met at: none if it allows for there being none, undefined if it is not met. */
    const placesOf = (condition: Condition): Place[] | undefined => {
      const place = { condition, rest: condition.path };
      if (!isThere(event, condition.path, 0)) return condition.orAbsent ? [] : undefined;
      return areMet(event, [place], 0) ? [place] : undefined;
    };
    return alternatives.some((conditions) => {
      const places: Place[] = [];
      for (const condition of conditions) {
        if (!alone.has(condition)) alone.set(condition, placesOf(condition));
        const met = alone.get(condition);
        if (!met) return false;
        places.push(...met);
      }
      return areMet(event, places, 0);
    });
  };
}

/** A condition, and what is left of its path at some value of an event; null if the value itself is meant. */
interface Place {
  condition: Condition;
  rest: string | null;
}

/** Whether the value holds a scalar at the path. */
function isThere(value: unknown, path: string | null, depth: number): boolean {
  if (depth > MAX_DEPTH) return false;
  if (Array.isArray(value)) return value.some((item) => isThere(item, path, depth + 1));
  if (isScalar(value)) return path === null;
  if (!isObject(value) || path === null) return false;
  return stepsOf(path).some(([key, rest]) => Object.hasOwn(value, key) && isThere(value[key], rest, depth + 1));
}

/** Whether all conditions are met within the value, choosing one element of each array for its objects and arrays. */
function areMet(value: unknown, places: readonly Place[], depth: number): boolean {
  if (places.length === 0) return true;
  if (depth > MAX_DEPTH) return false;
  if (isScalar(value)) {
    return places.every(({ condition, rest }) => rest === null && condition.tests.some((test) => test(value)));
  }
  if (Array.isArray(value)) {
    const left = places.filter((place) => !value.some((item) => isScalar(item) && areMet(item, [place], depth)));
    return left.length === 0 || value.some((item) => !isScalar(item) && areMet(item, left, depth + 1));
  }
  return isObject(value) && areMetByMembers(value, places, depth);
}

function areMetByMembers(object: Record<string, unknown>, places: readonly Place[], depth: number): boolean {
  const certain = new Map<string, Place[]>();
  const open: [string, Place][][] = [];
  for (const { condition, rest: path } of places) {
    const steps = path === null ? [] : stepsOf(path).filter(([key]) => Object.hasOwn(object, key));
    const ways = steps
      .filter(([key, rest]) => steps.length === 1 || isThere(object[key], rest, depth + 1))
      .map(([key, rest]): [string, Place] => [key, { condition, rest }]);
    if (ways.length === 0) return false;
    if (ways.length > 1 && open.length < MAX_SHARED_OUT) open.push(ways);
    else certain.set(ways[0]![0], [...(certain.get(ways[0]![0]) ?? []), ways[0]![1]]);
  }
  return sharedOut(certain, open).some((shared) =>
    [...shared].every(([key, within]) => areMet(object[key], within, depth + 1)),
  );
}

/** All ways to give each open condition one of the members that lead to it. */
function sharedOut(certain: Map<string, Place[]>, open: [string, Place][][]): Map<string, Place[]>[] {
  return open.reduce(
    (all, ways) =>
      all.flatMap((shared) =>
        ways.map(([key, place]) => new Map(shared).set(key, [...(shared.get(key) ?? []), place])),
      ),
    [certain],
  );
}

/** The members that a path may begin with, as a dot may also be a part of a name, and what is left of it then. */
function stepsOf(path: string): [string, string | null][] {
  const steps: [string, string | null][] = [[path, null]];
  for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) {
    steps.push([path.slice(0, dot), path.slice(dot + 1)]);
  }
  return steps;
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
