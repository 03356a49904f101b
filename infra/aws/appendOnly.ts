import { Duration, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AccountRootPrincipal, AnyPrincipal, Effect, type IRole, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** Every action that changes or removes an item. TransactWriteItems and BatchWriteItem's items count as these, too. */
const CHANGES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const APPENDS = ['PartiQLInsert'];

interface Props {
  table: TableV2;
  /** The roles that may append. */
  appenders: readonly IRole[];
}

/**
 * Makes a table append-only by its own policy, whatever any role's policy says: nobody may change or remove an item, and
 * only the appenders may insert one. Except for one role, made for requests that the law allows (erasure) and for
 * imports: a person of this account assumes it with a second factor, and every change it makes raises an alarm.
 */
export class AppendOnly extends Construct {
  readonly breakGlassRole: Role;

  constructor(scope: Construct, id: string, { table, appenders }: Props) {
    super(scope, id);
    this.breakGlassRole = new Role(this, 'BreakGlass', {
      roleName: `${Stack.of(this).stackName}-break-glass`,
      description: 'May change stored events. See docs/runbook.md before you use it.',
      assumedBy: new AccountRootPrincipal().withConditions({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }),
      maxSessionDuration: Duration.hours(1),
    });
    this.breakGlassRole.addToPolicy(
      new PolicyStatement({
        actions: named(['GetItem', 'BatchGetItem', 'Query', ...CHANGES, ...APPENDS]),
        resources: [table.tableArn],
      }),
    );
    // The command line finds the table by the stack's outputs.
    this.breakGlassRole.addToPolicy(
      new PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Stack.of(this).stackId] }),
    );
    table.addToResourcePolicy(denied('NobodyChangesEvents', CHANGES, [this.breakGlassRole]));
    table.addToResourcePolicy(denied('OnlyCommandsAppend', APPENDS, [...appenders, this.breakGlassRole]));
  }
}

const named = (actions: readonly string[]): string[] => actions.map((action) => `dynamodb:${action}`);

function denied(sid: string, actions: readonly string[], exceptFor: readonly IRole[]): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: named(actions),
    // The table itself: its ARN can't be in its own policy.
    resources: ['*'],
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': exceptFor.map(({ roleArn }) => roleArn) } },
  });
}
