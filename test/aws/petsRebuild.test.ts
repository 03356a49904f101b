import validate from 'asl-validator';
import { expect, test } from 'vitest';
import { rebuildDefinition } from '../../infra/aws/rebuildDefinition.ts';
import { resourcesOf, synthesize } from './synthesize.ts';

const { template } = synthesize('prod');
const ARN = 'arn:aws:lambda:us-east-1:000000000000:function:rebuildPets';

test('the definition is valid in the language, and a broken one is not', () => {
  const definition = rebuildDefinition(ARN);
  expect(validate(definition)).toMatchObject({ isValid: true, errors: [] });
  const broken = JSON.parse(JSON.stringify(definition).replace('"Next":"Done?"', '"Next":"Nowhere"'));
  expect(validate(broken).isValid).toBe(false);
});

test('the machine runs it, logs every step without its data, and ends some time', () => {
  const [machine] = resourcesOf(template, 'AWS::StepFunctions::StateMachine');
  const { DefinitionString, LoggingConfiguration } = machine!.Properties;
  const joined = DefinitionString['Fn::Join'][1]
    .map((part: unknown) => (typeof part === 'string' ? part : ARN))
    .join('');
  expect(JSON.parse(joined)).toEqual(rebuildDefinition(ARN));
  expect(LoggingConfiguration).toMatchObject({ Level: 'ALL', IncludeExecutionData: false });
});

test('once a day the whole work is started as a regular check', () => {
  const schedulesOf = (of: typeof template) =>
    resourcesOf(of, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      Properties.Description.startsWith('Repairs'),
    );
  const [schedule] = schedulesOf(template);
  const { ScheduleExpression, Target } = schedule!.Properties;
  expect(ScheduleExpression).toBe('cron(0 3 * * ? *)');
  expect(JSON.parse(Target.Input)).toEqual({
    segments: 8,
    reconcile: true,
    dryRun: false,
    force: false,
    maxWriteUnits: null,
  });
  const never = synthesize('prod', { settings: { reconcile: null } }).template;
  expect(schedulesOf(never)).toEqual([]);
});
