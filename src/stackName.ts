/** The name of a stage's stack, and of what it names: bus, dashboard, functions, alarms, logs. */
export const stackNameOf = (stage: string): string => `pets-service-${stage}`;
