import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

interface LockedPackage {
  integrity?: string;
  /** Inside another package, whose integrity covers it. */
  inBundle?: true;
  /** A part of this repository. */
  link?: true;
}

test('npm checks everything that it installs against the lockfile', () => {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, LockedPackage>;
  };
  const fetched = Object.entries(packages).filter(
    ([path, { inBundle, link }]) => path.startsWith('node_modules/') && !inBundle && !link,
  );
  expect(fetched.length).toBeGreaterThan(150);
  expect(fetched.filter(([, { integrity = '' }]) => !integrity.startsWith('sha512-')).map(([path]) => path)).toEqual(
    [],
  );
});
