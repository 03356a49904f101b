import { bundleIfStale } from '../../infra/build/bundle.ts';

/** The tests drive the bundles that are deployed. A run of tests that need none says so: it begins sooner. */
export default async function setup(): Promise<void> {
  if (process.env.BUNDLES !== 'none') await bundleIfStale();
}
