import type { WholeMessage } from '../consumer/wholeMessage.ts';

/**
 * A `fetch` that answers as the service would that recorded these histories: pets, now and at a version, and the history
 * and the feed as messages.
 */
export function servedFrom(histories: readonly (readonly WholeMessage[])[]): typeof globalThis.fetch {
  const byId = new Map(histories.map((history) => [history[0]!.detail.metadata.petId, history]));
  const feed = histories.flat().sort((a, b) => (a.detail.metadata.eventId < b.detail.metadata.eventId ? -1 : 1));

  return async (input) => {
    const { pathname, searchParams } = new URL(String(input));
    const [, root, petId = '', list] = pathname.split('/');
    const history = byId.get(decodeURIComponent(petId));
    const limit = Number(searchParams.get('limit') ?? 25);
    const isMessages = searchParams.get('as') === 'messages';
    if (root === 'events' && isMessages) {
      const after = searchParams.get('after');
      const start = after === null ? Number(searchParams.get('cursor') ?? 0) : Number(after) + 1;
      const page = feed.slice(start, start + limit);
      const items = after === null ? page : page.map((message, place) => ({ index: start + place, ...message }));
      const end = start + items.length;
      return answer(200, { items, nextCursor: String(end), caughtUp: end === feed.length });
    }
    if (root === 'pets' && history && list === 'history' && isMessages) {
      const behind = history.slice(Number(searchParams.get('after') ?? 0));
      // A reader of these goes on with `after`.
      return answer(200, { items: behind.slice(0, limit), nextCursor: null });
    }
    if (root === 'pets' && history && list === undefined) {
      const version = searchParams.get('version');
      const { pet } = history.at(version === null ? -1 : Number(version) - 1)!.detail;
      return pet ? answer(200, pet) : problem(410, 'pet-deleted');
    }
    return problem(404, root === 'pets' && petId ? 'pet-not-found' : 'route-not-found');
  };
}

const answer = (status: number, body: object, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': type } });

const problem = (status: number, name: string) =>
  answer(
    status,
    { type: `/problems/${name}`, title: name, status, detail: name, requestId: 'request-1' },
    'application/problem+json',
  );
