import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** The findings of cdk-nag that are as they should be, each with its reason. Everything else stops a deployment. */
const acknowledgements = {
  openRoute: {
    rule: 'AwsSolutions-APIG4',
    reason: 'Health and documents are for everyone, and whatever no route takes is answered with 404 or 405 alone.',
  },
  authNone: {
    rule: 'AwsSolutions-APIG4',
    reason: 'The settings of this stage say auth none.',
  },
  failureQueue: {
    rule: 'AwsSolutions-SQS3',
    reason: 'This queue is itself what a stream consumer has for its failures; an alarm says when something is in it.',
  },
  failureQueueRedrive: {
    rule: 'Serverless-SQSRedrivePolicy',
    reason: 'This queue is itself what a stream consumer has for its failures; nothing consumes it but an operator.',
  },
  notAsynchronous: {
    rule: 'Serverless-LambdaDLQ',
    reason:
      'Functions that are called asynchronously: the eraser has a failure queue, and what a run of the sequencer failed ' +
      'to do the next one does. What a stream consumer gives up goes to its failure queue.',
  },
  noTracing: {
    rule: 'Serverless-LambdaTracing',
    reason: 'X-Ray costs 5 USD per million traces; the setting tracing turns it on. Logs carry the request ids.',
  },
  noMachineTracing: {
    rule: 'AwsSolutions-SF2',
    reason: 'X-Ray costs 5 USD per million traces; the setting tracing turns it on. The log tells of every step.',
  },
  noMachineTracingServerless: {
    rule: 'Serverless-StepFunctionStateMachineXray',
    reason: 'X-Ray costs 5 USD per million traces; the setting tracing turns it on. The log tells of every step.',
  },
  logDelivery: {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Log deliveries, and X-Ray, have no resources that a policy could name; this role has no other use of it.',
  },
  xray: {
    rule: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'X-Ray has no resources that a policy could name (xray:PutTraceSegments, xray:PutTelemetryRecords).',
  },
  noBucketLogs: {
    rule: 'AwsSolutions-S1',
    reason:
      'One function writes checkpoints to this bucket, and Object Lock keeps them: what matters is what is in it.',
  },
  checkpointObjects: {
    rule: 'AwsSolutions-IAM5[Resource::<resource>]',
    reason: 'The checkpoints of one log, which are objects under its name, each with the size of the log in its key.',
  },
  emailSubscription: {
    rule: 'Serverless-SNSRedrivePolicy',
    reason: 'An email that was not delivered is no use in a queue: the alarm still shows on the dashboard.',
  },
  noticeQueue: {
    rule: 'Serverless-EventBusDLQ',
    reason:
      'EventBridge tries to deliver a notice for 24 hours. Later it is no use in a queue: CloudTrail has the call.',
  },
} as const;

export type Acknowledgement = keyof typeof acknowledgements;

/** Accepts a finding on a construct and all that is in it; `resource` is the one that the finding is about, if it names one. */
export function acknowledge(scope: IConstruct, name: Acknowledgement, resource = ''): void {
  const { rule, reason } = acknowledgements[name];
  Validations.of(scope).acknowledge({ id: rule.replace('<resource>', resource), reason });
}
