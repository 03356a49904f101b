import { useCallback, useEffect, useState } from 'preact/hooks';
import type { HistoryItem, HistoryPage } from '../../src/client/petsClient.ts';
import { pets } from '../service/pets.ts';
import { whenStale } from '../service/whenStale.ts';

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

/** A pet's newest hundred events, and older ones when asked for. */
export function useHistory(petId: string): History {
  const [pages, setPages] = useState<HistoryPage[]>([]);
  const [problem, setProblem] = useState<unknown>();
  const next = pages.at(-1)?.nextCursor;

  const load = useCallback(
    async (before: HistoryPage[], cursor?: string) => {
      try {
        const page = await pets.history(petId, { order: 'desc', limit: PAGE, cursor });
        setPages([...before, page]);
        setProblem(undefined);
      } catch (refused) {
        setProblem(refused);
      }
    },
    [petId],
  );
  const reload = useCallback(() => void load([]), [load]);
  useEffect(reload, [reload]);
  useEffect(() => whenStale(reload), [reload]);

  return {
    ...(pages.length > 0 && { items: pages.flatMap(({ items }) => items) }),
    hasOlder: Boolean(next),
    problem,
    loadOlder: () => void (next && load(pages, next)),
    reload,
  };
}
