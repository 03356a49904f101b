import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { variables } from '../../src/config.ts';
import { type FunctionName, functions, type RoleName, roleOf, timeoutOf } from '../../src/functions.ts';
import { defaultFunction, routes } from '../../src/routes.ts';
import { tables } from '../../src/tables.ts';
import { BUNDLES } from '../build/bundles.ts';
import { accessOf, appendsEvents, type TableOrIndex } from './accessOf.ts';
import { acknowledge } from './acknowledge.ts';
import { metricsEnvironment } from './petsMetrics.ts';
import type { PetsTables } from './petsTables.ts';
import { type Settings, shardNumbersOf } from './settings.ts';

/**
 * 1 GB is 0.58 of a processor: a cold start and the work between two requests to DynamoDB then take about half as long as
 * at 512 MB, for as much money. Memory itself is never short: a function uses about 100 MB.
 */
const MEMORY_MB = 1024;

/** The functions behind the API. */
const ROUTED: ReadonlySet<FunctionName> = new Set([defaultFunction, ...routes.map((route) => route.function)]);

/** The roles that read the shards, and those that only write to them. */
const SHARD_READERS: ReadonlySet<RoleName> = new Set(['list', 'feed', 'rebuild']);
const SHARD_WRITERS: ReadonlySet<RoleName> = new Set(['command', 'project']);

interface Props {
  tables: PetsTables;
  settings: Pick<
    Settings,
    | 'auth'
    | 'requireIfMatch'
    | 'publishPersonalData'
    | 'log'
    | 'logDays'
    | 'tracing'
    | 'shards'
    | 'formerShards'
    | 'listShards'
  >;
}

/**
 * The functions of src/functions.ts from their bundles in dist/, each with a log group and a role of its own that may do
 * what access.ts says. Concurrency is not reserved: the account's is shared as the load asks for it.
 */
export class PetsFunctions extends Construct {
  private readonly byName: ReadonlyMap<FunctionName, LambdaFunction>;

  constructor(scope: Construct, id: string, props: Props) {
    super(scope, id);
    const names = Object.keys(functions) as FunctionName[];
    this.byName = new Map(names.map((name) => [name, this.createFunction(name, props)]));
    // With more shards than before, readers must ask the new ones before anything is written to them.
    const readers = this.where((name) => SHARD_READERS.has(functions[name]));
    for (const writer of this.where((name) => SHARD_WRITERS.has(functions[name])))
      writer.node.addDependency(...readers);
    acknowledge(this, 'notAsynchronous');
    acknowledge(this, props.settings.tracing ? 'xray' : 'noTracing');
  }

  get(name: FunctionName): LambdaFunction {
    return this.byName.get(name)!;
  }

  /** The functions that append events. */
  get commands(): LambdaFunction[] {
    return this.where((name) => appendsEvents(name));
  }

  /** The other functions of the API. */
  get queries(): LambdaFunction[] {
    return this.where((name) => ROUTED.has(name) && !appendsEvents(name));
  }

  /** The functions that write to the event bus. */
  get publishers(): LambdaFunction[] {
    return this.where((name) => roleOf(name).publishes === true);
  }

  private where(matches: (name: FunctionName) => boolean): LambdaFunction[] {
    return [...this.byName].filter(([name]) => matches(name)).map(([, fn]) => fn);
  }

  private createFunction(name: FunctionName, { tables: petsTables, settings }: Props): LambdaFunction {
    const { stackName } = Stack.of(this);
    const scope = new Construct(this, name);
    const logGroup = new LogGroup(scope, 'Logs', {
      logGroupName: `/aws/lambda/${stackName}/${name}`,
      retention: settings.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const [tableOrIndex, actions] of Object.entries(accessOf(name))) {
      role.addToPolicy(
        new PolicyStatement({
          actions: actions.map((action) => `dynamodb:${action}`),
          resources: [petsTables.arnOf(tableOrIndex as TableOrIndex)],
        }),
      );
    }
    return new LambdaFunction(scope, 'Function', {
      functionName: `${stackName}-${name}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: Code.fromAsset(BUNDLES, { exclude: ['**', `!${name}.mjs`, `!${name}.mjs.map`] }),
      handler: `${name}.handler`,
      memorySize: MEMORY_MB,
      timeout: Duration.seconds(timeoutOf(name)),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.INFO,
      tracing: settings.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      environment: {
        ...Object.fromEntries(
          roleOf(name).tables.map((table) => [tables[table].variable, petsTables.get(table).tableName]),
        ),
        ...(ROUTED.has(name) && apiEnvironment(settings)),
        ...(roleOf(name).tells && {
          [variables.publishesPersonalData]: String(settings.publishPersonalData),
        }),
        ...(roleOf(name).readsLog && { [variables.logOrigin]: settings.log.origin }),
        ...(roleOf(name).tables.length > 0 && shardEnvironment(settings)),
        ...metricsEnvironment(this),
        NODE_OPTIONS: '--enable-source-maps',
      },
    });
  }
}

function shardEnvironment({ listShards, ...settings }: Props['settings']): Record<string, string> {
  return {
    [variables.shards]: shardNumbersOf(settings).join(),
    ...(listShards !== undefined && { [variables.listShards]: String(listShards) }),
  };
}

function apiEnvironment({ auth, requireIfMatch }: Props['settings']): Record<string, string> {
  return { [variables.auth]: auth.kind, [variables.requiresIfMatch]: String(requireIfMatch) };
}
