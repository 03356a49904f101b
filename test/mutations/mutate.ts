import { type ParserOptions, parse } from '@babel/parser';

/** A change to one place of a source file. */
export interface Change {
  /** The function, method, class, const or property that holds the place. */
  in: string;
  /**
   * What to find there: an expression, statements, or an object's properties with a comma behind each. It is compared
   * as syntax, so formatting, line breaks and comments do not matter.
   */
  replace: string;
  /** What stands in its place. */
  by: string;
}

type Node = { type: string; start: number; end: number } & Record<string, unknown>;
type Place = { start: number; end: number };
type Kind = 'expression' | 'statements' | 'properties';

const OPTIONS: ParserOptions = { sourceType: 'module', plugins: ['typescript'], attachComment: false };

/** Makes a change to a source text. Throws if its place is not there exactly once. */
export function mutate(source: string, { in: name, replace, by }: Change): string {
  const wanted = snippet(replace);
  const found = new Map<string, Place>();
  for (const declaration of nodesOf(source).filter((node) => nameOf(node) === name)) {
    for (const place of placesOf(wanted.nodes, declaration)) found.set(`${place.start} ${place.end}`, place);
  }
  const [place] = found.values();
  if (!place || found.size !== 1) throw new Error(`${replace}\nis in ${name} ${found.size} times`);
  return spliced(source, place, wanted.kind, by);
}

function spliced(source: string, { start, end }: Place, kind: Kind, by: string): string {
  const rest = source.slice(end);
  // A change brings its commas along.
  const after = kind === 'properties' ? rest.replace(/^\s*,/, '') : rest;
  return source.slice(0, start) + (kind === 'expression' ? `(${by})` : by) + after;
}

/** A text to find, as trees. What is no expression may be statements, and what is neither, properties. */
function snippet(text: string): { kind: Kind; nodes: Node[] } {
  const wrapped: [Kind, string][] = [
    ['expression', `(\n${text}\n)`],
    ['statements', text],
    ['properties', `({\n${text}\n})`],
  ];
  for (const [kind, body] of wrapped) {
    const file = parsedIfValid(`async function* all() {\n${body}\n}`);
    if (!file) continue;
    const { body: statements } = (file.body as [{ body: { body: Node[] } }])[0].body;
    if (kind === 'statements') return { kind, nodes: statements };
    const expression = statements[0]!.expression as Node;
    return { kind, nodes: kind === 'expression' ? [expression] : (expression.properties as Node[]) };
  }
  throw new Error(`${text}\nis no TypeScript`);
}

/** Files are changed in many ways, one after another. */
let last: { source: string; nodes: Node[] } | undefined;

function nodesOf(source: string): Node[] {
  if (last?.source !== source) last = { source, nodes: nodesIn(parsed(source)) };
  return last.nodes;
}

const parsed = (source: string): Node => parse(source, OPTIONS).program as unknown as Node;

function parsedIfValid(source: string): Node | undefined {
  try {
    return parsed(source);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** The name that a node declares. */
function nameOf({ type, id, key }: Node): unknown {
  if (/^(Function|Class|Variable)Declarat(ion|or)$/.test(type)) return (id as { name?: string } | null)?.name;
  if (/^(Object|Class)(Property|Method)$/.test(type)) {
    const { name, value } = key as { name?: string; value?: unknown };
    return name ?? value;
  }
  return undefined;
}

/** Where nodes stand within another, one behind the other. */
function placesOf(wanted: readonly Node[], within: Node): Place[] {
  const [first] = wanted;
  if (wanted.length === 1) return nodesIn(within).filter((node) => isSame(node, first));
  const lists = nodesIn(within).flatMap((node) => Object.values(node).filter(Array.isArray) as Node[][]);
  return lists.flatMap((list) =>
    list.flatMap((_, index) => {
      const some = list.slice(index, index + wanted.length);
      return isSame(some, wanted) ? [{ start: some[0]!.start, end: some.at(-1)!.end }] : [];
    }),
  );
}

function nodesIn(node: Node, nodes: Node[] = []): Node[] {
  nodes.push(node);
  for (const value of Object.values(node))
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) nodesIn(child, nodes);
  return nodes;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'type' in value;

/** What tells where a node stands and how it is spelled. */
const NOT_SYNTAX = new Set(['start', 'end', 'loc', 'range', 'extra']);

function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return a === b;
  const [inA, inB] = [a, b].map((value) => Object.entries(value).filter(([key]) => !NOT_SYNTAX.has(key)));
  const ofB = new Map(inB);
  return inA!.length === inB!.length && inA!.every(([key, value]) => ofB.has(key) && isSame(value, ofB.get(key)));
}
