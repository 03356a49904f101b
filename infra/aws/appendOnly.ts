import { Duration, Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import {
  AccountRootPrincipal,
  AnyPrincipal,
  type Conditions,
  Effect,
  type IRole,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { tables } from '../../src/tables.ts';
import type { Settings } from './settings.ts';

/** Every action that changes or removes an item. TransactWriteItems and BatchWriteItem's items count as these, too. */
const UPDATE = 'UpdateItem';
const OTHER_CHANGES = ['PutItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete'];
const CHANGES = [UPDATE, ...OTHER_CHANGES];
const APPENDS = ['PartiQLInsert'];

const RESERVED_PATH = 'aws-reserved/sso.amazonaws.com';

interface Props {
  table: TableV2;
  settings: Pick<Settings, 'breakGlass'>;
  /** The roles that may append. */
  appenders: readonly IRole[];
  /** The role that may remove personal values. */
  eraser: IRole;
}

/** What an update that removes personal values touches: the key, and the one attribute that is outside the hash. */
const ERASABLE = [tables.events.partitionKey.name, tables.events.sortKey.name, 'personal'];

/**
 * Makes a table append-only by its own policy, whatever any role's policy says: nobody may change or remove an item, and
 * only the appenders may insert one. One function may update the attribute `personal`, and no other (condition key
 * `dynamodb:Attributes`). Except for one role, made for imports and for what nobody foresaw. A person whom the settings name assumes it; that, and any change or removal, is told to the operators.
 *
 * The replication of global tables is denied as well. A replica elsewhere has a policy of its own, or none, and what is
 * changed there would come here (docs/scale.md).
 */
export class AppendOnly extends Construct {
  readonly breakGlassRole: Role;

  constructor(scope: Construct, id: string, { table, appenders, eraser, settings }: Props) {
    super(scope, id);
    this.breakGlassRole = new Role(this, 'BreakGlass', {
      roleName: `${Stack.of(this).stackName}-break-glass`,
      description: 'May change stored events. See docs/runbook.md before you use it.',
      assumedBy: new AccountRootPrincipal().withConditions(conditionOf(settings.breakGlass, Stack.of(this))),
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
    eraser.addToPrincipalPolicy(
      new PolicyStatement({
        actions: named([UPDATE]),
        resources: [table.tableArn],
        conditions: {
          'ForAllValues:StringEquals': { 'dynamodb:Attributes': ERASABLE },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE'] },
        },
      }),
    );
    table.addToResourcePolicy(denied('NobodyChangesEvents', OTHER_CHANGES, [this.breakGlassRole]));
    table.addToResourcePolicy(denied('OnlyErasuresUpdate', [UPDATE], [eraser, this.breakGlassRole]));
    table.addToResourcePolicy(
      denied('PersonalDataAlone', [UPDATE], [this.breakGlassRole], {
        'ForAnyValue:StringNotEquals': { 'dynamodb:Attributes': ERASABLE },
      }),
    );
    table.addToResourcePolicy(denied('OnlyCommandsAppend', APPENDS, [...appenders, this.breakGlassRole]));
  }
}

/** What is true of the sessions that may assume the role. */
function conditionOf(breakGlass: Settings['breakGlass'], stack: Stack): Conditions {
  if (breakGlass.kind === 'mfa') return { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
  // Identity Center makes such roles, and only it can, with 16 characters at the end that change with every new
  // assignment. All but those in us-east-1 have its region in their path (its guide, "Referencing permission sets").
  const roles = stack.formatArn({ service: 'iam', region: '', resource: 'role', resourceName: RESERVED_PATH });
  const role = `AWSReservedSSO_${breakGlass.name}_${'?'.repeat(16)}`;
  return { ArnLike: { 'aws:PrincipalArn': [`${roles}/${role}`, `${roles}/*/${role}`] } };
}

const named = (actions: readonly string[]): string[] => actions.map((action) => `dynamodb:${action}`);

function denied(
  sid: string,
  actions: readonly string[],
  exceptFor: readonly IRole[],
  conditions: Conditions = {},
): PolicyStatement {
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: named(actions),
    // The table itself: its ARN can't be in its own policy.
    resources: ['*'],
    conditions: { ArnNotEquals: { 'aws:PrincipalArn': exceptFor.map(({ roleArn }) => roleArn) }, ...conditions },
  });
}
