import { endOnOutputFaults } from './endOnOutputFaults.ts';
import { endOnSignals } from './interruptible.ts';
import { messageOf } from './messageOf.ts';
import { petsProgram } from './petsProgram.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

endOnSignals();
endOnOutputFaults();

try {
  await petsProgram().parseAsync();
} catch (error) {
  console.error(messageOf(error));
  process.exit(1);
}
