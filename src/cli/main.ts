import { endOnOutputFaults } from './endOnOutputFaults.ts';
import { endOnSignals } from './interruptible.ts';
import { messageOf } from './messageOf.ts';
import { petsProgram } from './petsProgram.ts';
import { printableLines } from './print.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

endOnSignals();
endOnOutputFaults();

try {
  await petsProgram().parseAsync();
} catch (error) {
  const message = messageOf(error);
  console.error(typeof message === 'string' ? printableLines(message) : message);
  process.exit(1);
}
