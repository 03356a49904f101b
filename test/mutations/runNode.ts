import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** What takes longer hangs, if it is no run of all tests. */
const LONGEST_RUN_MS = 240_000;

/** Runs a program in a folder, in an environment with `more` in it: whether it ends well. */
export async function runNode(
  cwd: string,
  args: readonly string[],
  more?: Record<string, string>,
  longestMs = LONGEST_RUN_MS,
): Promise<boolean> {
  const env = { ...environment(), ...more };
  const child = spawn(process.execPath, args, { cwd, env, stdio: 'ignore', timeout: longestMs });
  const [code, signal] = await once(child, 'exit');
  if (signal) throw new Error(`it was ended by ${signal}, after ${longestMs / 1000} s or by someone else`);
  return code === 0;
}

/** The environment without what tells a process that it runs under vitest. */
const environment = () => Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^VITEST/.test(name)));
