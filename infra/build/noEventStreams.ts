import type { Plugin } from 'esbuild';

/**
 * The SDK loads its event streams when an operation has one. None of DynamoDB's and EventBridge's has: without them, a
 * bundle is 9 kB smaller.
 */
export const noEventStreams: Plugin = {
  name: 'no event streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path }) => ({ path, namespace: 'no event streams' }));
    onLoad({ filter: /.*/, namespace: 'no event streams' }, () => ({ contents: 'export {}' }));
  },
};
