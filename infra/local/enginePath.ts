import { createRequire } from 'node:module';

/** The version of the engine that is tested, as in infra/local/package.json. */
const ENGINE_VERSION = '1.2.1';

/** The engine's binary, from the package for a platform such as `linux-x64`. Throws where the package is not installed. */
export function enginePath(platform = `${process.platform}-${process.arch}`): string {
  const name = `@dynoxide/${platform}`;
  try {
    return createRequire(import.meta.url).resolve(`${name}/dynoxide`);
  } catch (cause) {
    throw new Error(
      `The embedded DynamoDB engine for ${platform} is not installed. Try: npm install --no-save ${name}@${ENGINE_VERSION}. ` +
        'If there is no such package, start another engine, such as DynamoDB Local, and set DYNAMODB_ENDPOINT to its URL.',
      { cause },
    );
  }
}
