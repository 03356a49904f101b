import { App } from 'aws-cdk-lib';
import { addPets } from './addPets.ts';
import { SettingsError, settingsOf } from './settings.ts';

/** What asks for an account, by the name of its npm script. */
const NEEDS_ACCOUNT = new Set(['diff', 'deploy', 'destroy']);

// The CDK CLI knows no account where it has no credentials, and would say so after half a minute.
if (!process.env.CDK_DEFAULT_ACCOUNT && NEEDS_ACCOUNT.has(process.env.npm_lifecycle_event ?? '')) {
  console.error(
    'No AWS account is known. Set AWS_PROFILE, or sign in with the AWS tools: "aws sts get-caller-identity" must answer.',
  );
  process.exit(1);
}
const app = new App();
try {
  const { stage, settings } = settingsOf(app.node.tryGetContext('stage'));
  addPets(app, stage, settings);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
