import type { Mutation } from './mutation.ts';

const foundBy = { tests: ['test/aws/template.test.ts'] };

/** Mistakes in what is deployed. */
export const awsMutations: readonly Mutation[] = [
  {
    name: 'a subscriber may publish on the bus',
    file: 'infra/aws/petsBus.ts',
    in: 'ownRulesOf',
    replace: "'events:PutRule'",
    by: "'events:PutEvents'",
    foundBy,
  },
  {
    name: 'a subscriber may change the rules of every bus',
    file: 'infra/aws/petsBus.ts',
    in: 'ownRulesOf',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source
    replace: "Stack.of(bus).formatArn({ service: 'events', resource: 'rule', resourceName: `${bus.eventBusName}/*` })",
    by: "Stack.of(bus).formatArn({ service: 'events', resource: 'rule', resourceName: '*' })",
    foundBy,
  },
  {
    name: 'alarms ring below their thresholds',
    file: 'infra/aws/petsAlarms.ts',
    in: 'alarm',
    replace: 'ComparisonOperator.GREATER_THAN_THRESHOLD',
    by: 'ComparisonOperator.LESS_THAN_THRESHOLD',
    foundBy,
  },
  {
    name: 'alarms watch a metric that nobody counts',
    file: 'infra/aws/petsMetrics.ts',
    in: 'counted',
    replace: 'service: Stack.of(this.scope).stackName,',
    by: 'Service: Stack.of(this.scope).stackName,',
    foundBy,
  },
  {
    name: 'one failing function of a group rings nothing',
    file: 'infra/aws/petsMetrics.ts',
    in: 'sum',
    replace: "' + '",
    by: "' * '",
    foundBy,
  },
  {
    name: 'the rule of erasures waits for deletions',
    file: 'infra/aws/petsErasure.ts',
    in: 'constructor',
    replace: "petsPattern({ events: ['PersonalDataErased'] })",
    by: "petsPattern({ events: ['PetDeleted'] })",
    foundBy,
  },
  {
    name: "anybody's rule may call the eraser",
    file: 'infra/aws/petsErasure.ts',
    in: 'constructor',
    replace: 'sourceArn: rule.ruleArn,',
    by: '',
    foundBy,
  },
  {
    name: 'a stage that keeps its data loses the keys of its log',
    file: 'infra/aws/petsLog.ts',
    in: 'constructor',
    replace: 'settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY',
    by: 'settings.keepData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN',
    foundBy,
  },
  {
    name: 'If-Match is demanded of tokens alone',
    file: 'infra/aws/petsFunctions.ts',
    in: 'apiEnvironment',
    replace: 'String(requireIfMatch)',
    by: "String(requireIfMatch && auth.kind === 'jwt')",
    foundBy,
  },
  {
    name: 'tables can be restored for a day',
    file: 'infra/aws/petsTables.ts',
    in: 'createTable',
    replace: 'recoveryPeriodInDays: recoveryDays,',
    by: 'recoveryPeriodInDays: Math.min(recoveryDays, 1),',
    foundBy,
  },
  {
    name: 'the operator takes changes for reads',
    file: 'infra/aws/petsFunctions.ts',
    in: 'queries',
    replace: '!appendsEvents(name)',
    by: 'appendsEvents(name)',
    foundBy,
  },
];
