import type { CommandNews } from '../../src/client/news.ts';

const KEPT = 200;

const told: CommandNews[] = [];
const watchers = new Set<(command: CommandNews) => void>();

/** The changes that this page has made, the last 200 of them. */
export const ownCommands = {
  tell(command: CommandNews): void {
    told.push(command);
    if (told.length > KEPT) told.shift();
    for (const watcher of watchers) watcher(command);
  },
  /** Calls the watcher for each change so far, and for each one to come. Returns what ends it. */
  watch(watcher: (command: CommandNews) => void): () => void {
    told.forEach(watcher);
    watchers.add(watcher);
    return () => watchers.delete(watcher);
  },
};
