import type { Plugin } from 'esbuild';

/** Its client needs them to start, though no operation that is used has one. */
const NEEDS_THEM = /[\\/]@aws-sdk[\\/]client-s3[\\/]/;

/**
 * The SDK loads its event streams when an operation has one. None of DynamoDB's, EventBridge's and KMS's has: without them,
 * a bundle is 9 kB smaller.
 */
export const noEventStreams: Plugin = {
  name: 'no event streams',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, importer }) =>
      NEEDS_THEM.test(importer) ? undefined : { path, namespace: 'no event streams' },
    );
    onLoad({ filter: /.*/, namespace: 'no event streams' }, () => ({ contents: 'export {}' }));
  },
};
