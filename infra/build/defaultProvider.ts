import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles. A Lambda function's credentials are environment
 * variables; nothing else of the SDK's default chain (SSO, profiles, instance metadata) is ever reached there, and the
 * chain is 130 KB of every bundle.
 */
export const defaultProvider = () => fromEnv();
