export type Scope = 'pets:read' | 'pets:write' | 'pets:audit' | 'pets:erase';

interface DeclaredRoute {
  method: string;
  path: string;
  function: string;
  /** What the caller's token must allow; null for a route that is open to everyone. */
  scope: Scope | null;
  /** The query parameters that it takes; any other is refused. */
  query?: readonly string[];
}

const declared = [
  { method: 'POST', path: '/pets', function: 'createPet', scope: 'pets:write' },
  {
    method: 'GET',
    path: '/pets',
    function: 'listPets',
    scope: 'pets:read',
    query: ['limit', 'type', 'status', 'ownerId', 'name', 'at', 'cursor'],
  },
  {
    method: 'GET',
    path: '/pets/{petId}',
    function: 'showPet',
    scope: 'pets:read',
    query: ['consistency', 'version', 'at'],
  },
  { method: 'PUT', path: '/pets/{petId}', function: 'updatePet', scope: 'pets:write' },
  { method: 'PATCH', path: '/pets/{petId}', function: 'updatePet', scope: 'pets:write' },
  { method: 'DELETE', path: '/pets/{petId}', function: 'deletePet', scope: 'pets:write' },
  { method: 'POST', path: '/pets/{petId}/restore', function: 'restorePet', scope: 'pets:write', query: ['version'] },
  {
    method: 'DELETE',
    path: '/pets/{petId}/personal-data',
    function: 'erasePersonalData',
    scope: 'pets:erase',
    query: ['fields'],
  },
  {
    method: 'GET',
    path: '/pets/{petId}/history',
    function: 'petHistory',
    scope: 'pets:audit',
    query: ['order', 'after', 'as', 'limit', 'cursor'],
  },
  { method: 'GET', path: '/pets/{petId}/blame', function: 'blamePet', scope: 'pets:audit', query: ['cursor'] },
  { method: 'GET', path: '/pets/{petId}/history/{version}/receipt', function: 'showReceipt', scope: 'pets:audit' },
  {
    method: 'GET',
    path: '/events',
    function: 'listEvents',
    scope: 'pets:audit',
    query: ['from', 'to', 'type', 'actor', 'after', 'as', 'limit', 'cursor'],
  },
  { method: 'GET', path: '/log/checkpoint', function: 'showLog', scope: null },
  { method: 'GET', path: '/log/key', function: 'showLog', scope: null },
  { method: 'GET', path: '/log/consistency', function: 'showLog', scope: 'pets:audit', query: ['from', 'to'] },
  { method: 'GET', path: '/log/tile/{level}/{index+}', function: 'showLog', scope: 'pets:audit' },
  { method: 'GET', path: '/', function: 'describeApi', scope: null },
  { method: 'GET', path: '/favicon.ico', function: 'describeApi', scope: null },
  { method: 'GET', path: '/health', function: 'describeApi', scope: null },
  { method: 'GET', path: '/asyncapi.json', function: 'describeApi', scope: null },
  { method: 'GET', path: '/openapi.json', function: 'describeApi', scope: null },
  { method: 'GET', path: '/docs', function: 'showDocs', scope: null },
  { method: 'GET', path: '/docs/{file}', function: 'showDocs', scope: null },
  { method: 'GET', path: '/console', function: 'showConsole', scope: null },
  { method: 'GET', path: '/console/{file}', function: 'showConsole', scope: null },
] as const satisfies readonly DeclaredRoute[];

/** The functions behind the routes. */
export type RouteFunction = (typeof declared)[number]['function'];

/** The routes by their method and path, as the documents name them; HEAD, which answers as GET does, aside. */
export type RouteName = NameOf<(typeof declared)[number]>;
type NameOf<R extends DeclaredRoute> = R extends unknown ? `${R['method']} ${R['path']}` : never;

export type Route = DeclaredRoute & { function: RouteFunction };

/** The API as data, read by the stack, the local gateway and the documents. What answers GET answers HEAD. */
export const routes: readonly Route[] = declared.flatMap((route): Route[] =>
  route.method === 'GET' ? [route, { ...route, method: 'HEAD' }] : [route],
);

/** The route that a request came by, named as API Gateway does: `GET /pets/{petId}`. */
export const routeOf = (routeKey: string): Route | undefined =>
  routes.find(({ method, path }) => `${method} ${path}` === routeKey);

/** Answers whatever no route matches: 404, or 405 for a known path. */
export const defaultFunction: RouteFunction = 'describeApi';

/**
 * The parameters that a path gives to a route's template; undefined where it does not match. A last `{name+}` takes all the
 * segments that are left (API Gateway guide, "Create routes for HTTP APIs").
 */
export function pathParameters(template: string, segments: readonly string[]): Record<string, string> | undefined {
  const wanted = template.split('/');
  const isGreedy = wanted.at(-1)!.endsWith('+}');
  if (isGreedy ? segments.length < wanted.length : segments.length !== wanted.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [place, want] of wanted.entries()) {
    const isLast = place === wanted.length - 1;
    const given = isGreedy && isLast ? segments.slice(place).join('/') : segments[place]!;
    if (!want.startsWith('{')) {
      if (want !== given) return undefined;
    } else if (given === '') return undefined;
    else parameters[want.replace(/[{+}]/g, '')] = given;
  }
  return parameters;
}
