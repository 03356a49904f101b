import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { PetsStack } from './petsStack.ts';
import type { Settings } from './settings.ts';

/** Adds the stack of a stage to an app. Findings of cdk-nag that are not acknowledged fail the synthesis. */
export function addPets(app: App, stage: string, settings: Settings): PetsStack {
  const stack = new PetsStack(app, stage, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
  // CDK's own warnings are fatal here, as the validation is strict.
  if (settings.auth.kind === 'none') console.warn(`The API of ${stage} is open to everyone (auth none).`);
  return stack;
}
