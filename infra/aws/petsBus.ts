import { Duration, Stack } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import type { Settings } from './settings.ts';

/** The source of every message; replays have another one, and are not archived. */
const SOURCE = 'pets';

interface Props {
  settings: Pick<Settings, 'archiveDays' | 'subscriberAccounts'>;
}

/** The event bus that tells other teams what happened, with an archive of it all. */
export class PetsBus extends Construct {
  readonly bus: EventBus;
  readonly archive: Archive;

  constructor(scope: Construct, id: string, { settings }: Props) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.bus = new EventBus(this, 'Bus', { eventBusName: stackName, description: 'What happened to pets' });
    this.archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      eventPattern: { source: [SOURCE] },
      retention: Duration.days(settings.archiveDays),
      description: 'Everything that was published, without replays',
    });
    for (const account of settings.subscriberAccounts) this.bus.addToResourcePolicy(ownRulesOf(account, this.bus));
  }
}

/**
 * Lets an account have rules of its own on the bus, and touch nobody else's (EventBridge guide, "Permissions for event
 * buses in Amazon EventBridge").
 */
function ownRulesOf(account: string, bus: EventBus): PolicyStatement {
  return new PolicyStatement({
    sid: `RulesOf${account}`,
    principals: [new AccountPrincipal(account)],
    actions: [
      'events:PutRule',
      'events:DeleteRule',
      'events:DescribeRule',
      'events:DisableRule',
      'events:EnableRule',
      'events:PutTargets',
      'events:RemoveTargets',
      'events:ListTargetsByRule',
    ],
    resources: [
      Stack.of(bus).formatArn({ service: 'events', resource: 'rule', resourceName: `${bus.eventBusName}/*` }),
    ],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable, which IAM fills in
    conditions: { StringEqualsIfExists: { 'events:creatorAccount': '${aws:PrincipalAccount}' } },
  });
}
