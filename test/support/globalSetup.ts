import { bundleIfStale } from '../../infra/build/bundle.ts';

/** The tests drive the bundles that are deployed. */
export default async function setup(): Promise<void> {
  await bundleIfStale();
}
