import { useCallback, useEffect, useState } from 'preact/hooks';
import type { HistoryItem, HistoryPage } from '../client/petsClient.ts';
import { type ApiRequest, petPath, send } from './api.ts';
import { search } from './router.ts';

export interface History {
  /** Newest first, without gaps from the newest on; undefined until the first page is there. */
  items?: HistoryItem[];
  /** Whether there are older ones. */
  hasOlder: boolean;
  problem?: unknown;
  loadOlder(): void;
  reload(): void;
}

const PAGE = 100;

/** The request for a page of a pet's events. */
export const historyRequest = (petId: string, cursor?: string): ApiRequest => ({
  method: 'GET',
  path: `${petPath(petId)}/history${search({ order: 'desc', limit: PAGE, cursor })}`,
});

/** A pet's events, the newest hundred first, older ones when asked for. */
export function useHistory(petId: string): History {
  const [pages, setPages] = useState<HistoryPage[]>([]);
  const [problem, setProblem] = useState<unknown>();
  const next = pages.at(-1)?.nextCursor;

  const load = useCallback(
    async (before: HistoryPage[], cursor?: string) => {
      try {
        setPages([...before, await send<HistoryPage>(historyRequest(petId, cursor))]);
        setProblem(undefined);
      } catch (refused) {
        setProblem(refused);
      }
    },
    [petId],
  );
  const reload = useCallback(() => void load([]), [load]);
  useEffect(reload, [reload]);

  return {
    ...(pages.length > 0 && { items: pages.flatMap(({ items }) => items) }),
    hasOlder: Boolean(next),
    problem,
    loadOlder: () => void (next && load(pages, next)),
    reload,
  };
}
