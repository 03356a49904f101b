/** Calls `look` when this tab comes to the front again: another tab may have changed what it shows. Returns what ends it. */
export function whenShownAgain(look: () => void): () => void {
  const changed = () => document.visibilityState === 'visible' && look();
  document.addEventListener('visibilitychange', changed);
  return () => document.removeEventListener('visibilitychange', changed);
}
