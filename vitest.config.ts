import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import tsconfig from './tsconfig.json' with { type: 'json' };

/** The package's own names, as the examples import them. */
const alias = Object.fromEntries(
  Object.entries(tsconfig.compilerOptions.paths).map(([name, [file]]) => [
    name,
    fileURLToPath(new URL(file!, import.meta.url)),
  ]),
);

export default defineConfig({
  resolve: { alias },
  test: {
    globalSetup: 'test/support/globalSetup.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // One more than cores: files of tests often wait, for processes that they started or for time to pass.
    maxWorkers: availableParallelism() + 1,
    // The bundles run as they are, not as vitest would transform them.
    server: { deps: { external: [/\/dist\//] } },
    // The CDK's own validation takes two seconds to load; the tests of findings ask for it.
    env: { AUTH: 'none', CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
    // Tests share what they import, the SDK and the CDK above all.
    isolate: false,
    setupFiles: 'test/support/tidyUp.ts',
    include: ['test/**/*.test.ts'],
  },
});
