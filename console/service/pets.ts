import { commandNews } from '../../src/client/commandNews.ts';
import { petsClient } from '../../src/client/petsClient.ts';
import { baseUrl } from './baseUrl.ts';
import { ownCommands } from './ownCommands.ts';
import { session } from './session.ts';
import { token } from './token.ts';
import { tellTabs } from './whenStale.ts';

/** The API, asked with the caller's token or session. Every change is told to `ownCommands` and the other tabs once it is answered. */
export const pets = petsClient({
  url: baseUrl,
  headers: token.headers,
  sign: session.sign,
  onAnswer({ request: { method, path }, response: { status, headers }, ...times }) {
    const header = (name: string) => headers.get(name);
    const command = commandNews({ requestId: crypto.randomUUID(), method, path, status, header, ...times });
    if (!command) return;
    ownCommands.tell(command);
    tellTabs();
  },
});
