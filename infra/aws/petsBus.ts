import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Duration, Stack } from 'aws-cdk-lib';
import { Archive, EventBus } from 'aws-cdk-lib/aws-events';
import { CfnRegistry, CfnSchema } from 'aws-cdk-lib/aws-eventschemas';
import { AccountPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { variables } from '../../src/config.ts';
import type { Settings } from './settings.ts';

/** The source of every message; replays have another one, and are not archived. */
const SOURCE = 'pets';

/** The JSON Schema (draft 4) of every message: `<detail-type>.json`. */
const SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url));

interface Props {
  publishers: readonly LambdaFunction[];
  settings: Pick<Settings, 'archiveDays' | 'subscriberAccounts'>;
}

/** The event bus that tells other teams what happened, with an archive of it all and the schemas of its messages. */
export class PetsBus extends Construct {
  readonly bus: EventBus;
  readonly archive: Archive;

  constructor(scope: Construct, id: string, { publishers, settings }: Props) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.bus = new EventBus(this, 'Bus', { eventBusName: stackName, description: 'What happened to pets' });
    this.archive = new Archive(this, 'Archive', {
      sourceEventBus: this.bus,
      eventPattern: { source: [SOURCE] },
      retention: Duration.days(settings.archiveDays),
      description: 'Everything that was published, without replays',
    });
    for (const publisher of publishers) {
      publisher.addEnvironment(variables.eventBusName, this.bus.eventBusName);
      publisher.addToRolePolicy(
        new PolicyStatement({ actions: ['events:PutEvents'], resources: [this.bus.eventBusArn] }),
      );
    }
    this.registerSchemas();
    for (const account of settings.subscriberAccounts) this.bus.addToResourcePolicy(ownRulesOf(account, this.bus));
  }

  private registerSchemas(): void {
    const registry = new CfnRegistry(this, 'Registry', {
      registryName: Stack.of(this).stackName,
      description: 'The messages about pets',
    });
    for (const file of readdirSync(SCHEMAS).sort()) {
      const type = basename(file, '.json');
      const schema = JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8'));
      new CfnSchema(this, type, {
        registryName: registry.attrRegistryName,
        schemaName: `${schema.properties.source.enum[0]}@${type}`,
        type: 'JSONSchemaDraft4',
        content: JSON.stringify(schema),
      });
    }
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
