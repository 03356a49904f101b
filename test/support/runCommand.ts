import { vi } from 'vitest';
import { petsProgram } from '../../src/cli/petsProgram.ts';

/**
 * Runs the command line in this process: what it prints, and its exit code. Rejects where src/cli/main.ts would end with
 * a message.
 */
export async function runCommand(...args: string[]): Promise<{ code: number; stdout: string }> {
  let stdout = '';
  const write = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  const program = petsProgram();
  for (const command of [program, ...program.commands]) command.exitOverride().configureOutput({ writeErr: () => {} });
  try {
    await program.parseAsync(args, { from: 'user' });
    return { code: Number(process.exitCode ?? 0), stdout };
  } finally {
    process.exitCode = undefined;
    write.mockRestore();
  }
}
