import { App } from 'aws-cdk-lib';
import { addPets } from './addPets.ts';
import { SettingsError, settingsOf } from './settings.ts';

const app = new App();
try {
  const { stage, settings } = settingsOf(app.node.tryGetContext('stage'));
  addPets(app, stage, settings);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
