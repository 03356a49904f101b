import { readFileSync } from 'node:fs';
import type { Plugin } from 'esbuild';

/** The SDK's clients import their package.json for the version: without the rest, a bundle is 2 kB smaller. */
export const packageVersions: Plugin = {
  name: 'package versions',
  setup({ onLoad }) {
    onLoad({ filter: /node_modules\/@aws-sdk\/[^/]+\/package\.json$/ }, ({ path }) => {
      const { name, version } = JSON.parse(readFileSync(path, 'utf8')) as { name: string; version: string };
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};
