import { Stack } from 'aws-cdk-lib';
import type { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { type CfnRule, EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { type IRole, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

interface Props {
  table: TableV2;
  /** The role that may change the table's items. */
  breakGlassRole: IRole;
  /** Gets the notices. */
  topic: Topic;
}

/** The section of docs/runbook.md that says what a notice means. */
const SECTION = 'Changed protection';

/**
 * Tells the operators when someone takes the role that may change events, or changes what protects the table: its
 * policy, deletion protection, stream, recovery and time to live. Attempts that were refused are told as well.
 *
 * The calls come from CloudTrail: the account needs a trail that logs management events (EventBridge guide, "AWS service
 * events delivered via AWS CloudTrail").
 */
export class TableWatch extends Construct {
  constructor(scope: Construct, id: string, { table, breakGlassRole, topic }: Props) {
    super(scope, id);
    const ofTable = (eventName: string[], requestParameters: object) => ({
      eventSource: ['dynamodb.amazonaws.com'],
      eventName,
      requestParameters,
    });
    // Requests may name a table either way.
    const tableName = [table.tableName, table.tableArn];
    const rule = new Rule(this, 'Rule', {
      description: `What protects ${table.tableName}, and who may change it`,
      eventPattern: {
        source: ['aws.dynamodb', 'aws.sts'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          $or: [
            ofTable(['PutResourcePolicy', 'DeleteResourcePolicy'], { resourceArn: [table.tableArn] }),
            ofTable(['DeleteTable', 'UpdateTimeToLive', 'UpdateContinuousBackups'], { tableName }),
            ofTable(['UpdateTable'], { tableName, deletionProtectionEnabled: [false] }),
            ofTable(['UpdateTable'], { tableName, streamSpecification: { streamEnabled: [false] } }),
            {
              eventSource: ['sts.amazonaws.com'],
              eventName: ['AssumeRole'],
              requestParameters: { roleArn: [breakGlassRole.roleArn] },
            },
          ],
        },
      },
      targets: [{ bind: () => ({ arn: topic.topicArn, input: RuleTargetInput.fromText(notice(Stack.of(this))) }) }],
    });
    // CloudTrail has AssumeRole among the calls that only read, which a rule does not get otherwise.
    (rule.node.defaultChild as CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    acknowledge(rule, 'noticeQueue');
    topic.addToResourcePolicy(
      new PolicyStatement({
        sid: 'NoticesOfTheTable',
        principals: [new ServicePrincipal('events.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [topic.topicArn],
        conditions: { ArnEquals: { 'aws:SourceArn': rule.ruleArn } },
      }),
    );
  }
}

/** What the call does not have, such as the error of one that succeeded, is left empty. */
function notice({ stackName }: Stack): string {
  const of = (path: string) => EventField.fromPath(`$.detail.${path}`);
  return (
    `${stackName} ${SECTION}: ${of('eventName')} by ${of('userIdentity.arn')} at ${of('eventTime')} ${of('errorCode')}. ` +
    'See docs/runbook.md.'
  );
}
