import { program } from 'commander';
import { addTail } from './tail.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

program.name('npm run pets --').description('Looks after the pets service, on this machine or on AWS.');
for (const add of [addTail]) add(program);

// A reader of the output that has enough, such as head, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

try {
  await program.parseAsync();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
