const tabs = new BroadcastChannel('pets');
/** Rows trail the events by less than this, unless something is broken. */
const ROW_MS = 1_000;

/** Tells this browser's other tabs that a pet was changed: now, and once more when its row has followed. */
export function tellTabs(): void {
  tabs.postMessage('changed');
  setTimeout(() => tabs.postMessage('changed'), ROW_MS);
}

/**
 * Calls `look` when what this tab shows may be out of date: another tab made a change, or it comes to the front again.
 * Returns what ends it.
 */
export function whenStale(look: () => void): () => void {
  const changed = () => document.visibilityState === 'visible' && look();
  tabs.addEventListener('message', changed);
  document.addEventListener('visibilitychange', changed);
  return () => {
    tabs.removeEventListener('message', changed);
    document.removeEventListener('visibilitychange', changed);
  };
}
