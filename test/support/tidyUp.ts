import { afterAll, vi } from 'vitest';

// Files of tests share a process: what one replaces and sets, the next finds as it was.
const environment = { ...process.env };
afterAll(() => {
  vi.restoreAllMocks();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});
