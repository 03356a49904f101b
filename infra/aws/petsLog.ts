import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket, ObjectLockRetention } from 'aws-cdk-lib/aws-s3';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import { variables } from '../../src/config.ts';
import { SEQUENCER_RUNS } from '../../src/functions.ts';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** How many of its keys sign: the newest, and the one before it for those who do not have the newest yet. */
const SIGNING_KEYS = 2;

interface Props {
  sequencer: LambdaFunction;
  settings: Pick<Settings, 'log' | 'keepData'>;
}

/**
 * What the log has outside its table, out of reach of whoever can write there: the keys that it is signed with, which
 * never leave KMS, and a bucket that keeps every checkpoint under Object Lock. And the schedules of the sequencer.
 */
export class PetsLog extends Construct {
  readonly bucket: Bucket;
  readonly keys: readonly Key[];

  constructor(scope: Construct, id: string, { sequencer, settings }: Props) {
    super(scope, id);
    const { origin, keys, lock } = settings.log;
    const removalPolicy = settings.keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY;
    this.keys = Array.from(
      { length: keys },
      (_, index) =>
        new Key(this, `Key${index + 1}`, {
          description: `Signs the log ${origin} (key ${index + 1})`,
          keySpec: KeySpec.ECC_NIST_EDWARDS25519,
          keyUsage: KeyUsage.SIGN_VERIFY,
          removalPolicy,
        }),
    );
    this.bucket = new Bucket(this, 'Checkpoints', {
      objectLockEnabled: true,
      objectLockDefaultRetention: ObjectLockRetention[lock.mode](Duration.days(lock.days)),
      versioned: true,
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      // Locked objects keep a bucket from being deleted, whatever a stack says.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(this.bucket, 'noBucketLogs');

    const signing = this.keys.slice(-SIGNING_KEYS).reverse();
    sequencer.addEnvironment(variables.logKeys, signing.map(({ keyArn }) => keyArn).join(','));
    sequencer.addEnvironment(variables.logBucket, this.bucket.bucketName);
    const statements = [
      new PolicyStatement({
        actions: ['kms:Sign', 'kms:GetPublicKey'],
        resources: signing.map(({ keyArn }) => keyArn),
      }),
      new PolicyStatement({
        actions: ['s3:PutObject', 's3:GetObject'],
        resources: [this.bucket.arnForObjects(`${origin}/*`)],
      }),
      new PolicyStatement({ actions: ['s3:ListBucket'], resources: [this.bucket.bucketArn] }),
    ];
    for (const statement of statements) sequencer.addToRolePolicy(statement);
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    acknowledge(sequencer.role!, 'checkpointObjects', `<${bucketId}.Arn>/${origin}/*`);
    this.schedule(sequencer);
  }

  private schedule(sequencer: LambdaFunction): void {
    const role = new Role(this, 'ScheduleRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [sequencer.functionArn] }));
    for (const { every, lookBackSeconds } of SEQUENCER_RUNS) {
      const schedule = new CfnSchedule(this, `LookBack${lookBackSeconds}`, {
        description: `Takes events into the log that are up to ${lookBackSeconds} seconds late`,
        scheduleExpression: every,
        flexibleTimeWindow: { mode: 'OFF' },
        target: {
          arn: sequencer.functionArn,
          roleArn: role.roleArn,
          input: JSON.stringify({ lookBackSeconds }),
          // The next run does what this one would have done.
          retryPolicy: { maximumRetryAttempts: 0, maximumEventAgeInSeconds: 60 },
        },
      });
      schedule.node.addDependency(role);
    }
  }
}
