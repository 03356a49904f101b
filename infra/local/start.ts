import { pathToFileURL } from 'node:url';
import { bundleIfStale } from '../build/bundle.ts';
import { SERVICE } from '../build/bundles.ts';

// What has changed is bundled first. The service itself is one of the bundles.
await bundleIfStale();
await import(pathToFileURL(SERVICE).href);
