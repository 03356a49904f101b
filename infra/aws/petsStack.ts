import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { stackNameOf } from '../../src/config.ts';
import { AppendOnly } from './appendOnly.ts';
import { PetsAlarms } from './petsAlarms.ts';
import { PetsApi } from './petsApi.ts';
import { PetsBus } from './petsBus.ts';
import { PetsDashboard } from './petsDashboard.ts';
import { PetsErasure } from './petsErasure.ts';
import { PetsFunctions } from './petsFunctions.ts';
import { PetsLog } from './petsLog.ts';
import { PetsMetrics } from './petsMetrics.ts';
import { PetsRebuild } from './petsRebuild.ts';
import { PetsTables } from './petsTables.ts';
import { type Settings, shardNumbersOf } from './settings.ts';
import { StreamConsumer } from './streamConsumer.ts';
import { TableWatch } from './tableWatch.ts';

/** The service of one stage. */
export class PetsStack extends Stack {
  constructor(scope: Construct, stage: string, settings: Settings) {
    super(scope, stackNameOf(stage), {
      description: 'Event-sourced pets service',
      terminationProtection: settings.keepData,
      env: { account: process.env.CDK_DEFAULT_ACCOUNT, region: process.env.CDK_DEFAULT_REGION },
    });

    const tables = new PetsTables(this, 'Tables', settings);
    const events = tables.get('events');

    const functions = new PetsFunctions(this, 'Functions', { tables, settings });
    const { breakGlassRole } = new AppendOnly(this, 'AppendOnly', {
      table: events,
      settings,
      appenders: functions.commands.map(({ role }) => role!),
      eraser: functions.get('removePersonalData').role!,
    });

    const { api, url } = new PetsApi(this, 'Api', { functions, settings });

    const consumers = [
      new StreamConsumer(this, 'Projection', {
        table: events,
        function: functions.get('projectPets'),
        // A pet that changes often is one write a batch, however many events: so the larger the better.
        batchSize: 1000,
        seesTampering: true,
      }),
      new StreamConsumer(this, 'Publication', {
        table: events,
        function: functions.get('publishPets'),
        // Ten requests of ten entries: well inside the function's time, and few messages twice where one fails.
        batchSize: 100,
        seesTampering: false,
      }),
    ];

    const { bus, archive } = new PetsBus(this, 'Bus', { publishers: functions.publishers, settings });

    const erasure = new PetsErasure(this, 'Erasure', {
      function: functions.get('removePersonalData'),
      bus,
      settings,
    });
    const log = new PetsLog(this, 'Log', { sequencer: functions.get('sequenceLog'), settings });

    const rebuild = new PetsRebuild(this, 'Rebuild', { function: functions.get('rebuildPets'), settings });

    const metrics = new PetsMetrics(this, {
      api,
      tables: tables.all,
      functionGroups: [
        { name: 'commands', functions: functions.commands },
        { name: 'queries', functions: functions.queries },
        { name: 'consumers', functions: consumers.map((consumer) => consumer.function) },
        { name: 'erasure', functions: [functions.get('removePersonalData')] },
        { name: 'rebuild', functions: [functions.get('rebuildPets')] },
        { name: 'log', functions: [functions.get('sequenceLog')] },
      ],
    });
    const { topic, alarms } = new PetsAlarms(this, 'Alarms', {
      metrics,
      consumers,
      erasure,
      rebuild: rebuild.machine,
      settings,
    });
    new TableWatch(this, 'TableWatch', { table: events, breakGlassRole, topic });
    const { dashboard } = new PetsDashboard(this, 'Dashboard', { metrics, alarms, tables, consumers });

    const outputs = {
      ApiUrl: url,
      Auth: settings.auth.kind,
      ...Object.fromEntries(tables.all.map((table) => [`${table.node.id}Table`, table.tableName])),
      Shards: shardNumbersOf(settings).join(),
      EventBus: bus.eventBusArn,
      EventArchive: archive.archiveArn,
      ...Object.fromEntries(consumers.map(({ name, failureQueue }) => [`${name}Failures`, failureQueue.queueUrl])),
      ErasureFailures: erasure.failureQueue.queueUrl,
      LogOrigin: settings.log.origin,
      LogCheckpoints: log.bucket.bucketName,
      RebuildMachine: rebuild.machine.stateMachineArn,
      AlarmTopic: topic.topicArn,
      BreakGlassRole: breakGlassRole.roleArn,
      Dashboard: `https://${this.region}.console.aws.amazon.com/cloudwatch/home?region=${this.region}#dashboards/dashboard/${dashboard.dashboardName}`,
    };
    for (const [name, value] of Object.entries(outputs))
      new CfnOutput(this, `${name}Output`, { value }).overrideLogicalId(name);
  }
}
