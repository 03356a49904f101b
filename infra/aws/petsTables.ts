import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, Billing, ProjectionType, StreamViewType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { type Index, type Table, type TableName, tables } from '../../src/tables.ts';
import type { TableOrIndex } from './accessOf.ts';
import type { Settings } from './settings.ts';

/**
 * The tables of src/tables.ts, on demand, encrypted, with point-in-time recovery. `keepData` keeps them when the stack
 * goes, and protects them from being deleted by hand.
 */
export class PetsTables extends Construct {
  private readonly byName: ReadonlyMap<TableName, TableV2>;

  constructor(scope: Construct, id: string, settings: Pick<Settings, 'keepData' | 'recoveryDays'>) {
    super(scope, id);
    this.byName = new Map(
      Object.entries<Table>(tables).map(([name, table]) => [name as TableName, this.createTable(table, settings)]),
    );
  }

  get(name: TableName): TableV2 {
    return this.byName.get(name)!;
  }

  get all(): TableV2[] {
    return [...this.byName.values()];
  }

  /** What IAM statements call a table or an index of one. */
  arnOf(tableOrIndex: TableOrIndex): string {
    const [name, index] = tableOrIndex.split('/') as [TableName, string?];
    const { tableArn } = this.get(name);
    return index === undefined ? tableArn : `${tableArn}/index/${index}`;
  }

  private createTable(table: Table, { keepData, recoveryDays }: Pick<Settings, 'keepData' | 'recoveryDays'>): TableV2 {
    return new TableV2(this, table.localName, {
      ...keysOf(table),
      billing: Billing.onDemand(),
      globalSecondaryIndexes: Object.entries(table.indexes).map(([indexName, index]) => ({
        indexName,
        ...keysOf(index),
        ...projectionOf(index),
      })),
      ...(table.stream && { dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES }),
      ...(table.timeToLive !== undefined && { timeToLiveAttribute: table.timeToLive }),
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: recoveryDays,
      },
      deletionProtection: keepData,
      removalPolicy: keepData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
  }
}

function projectionOf({ holds }: Index) {
  if (holds === undefined) return {};
  return holds.length === 0
    ? { projectionType: ProjectionType.KEYS_ONLY }
    : { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...holds] };
}

const TYPES = { S: AttributeType.STRING, N: AttributeType.NUMBER };

function keysOf({ partitionKey, sortKey }: Pick<Table, 'partitionKey' | 'sortKey'>) {
  return {
    partitionKey: { name: partitionKey.name, type: TYPES[partitionKey.type] },
    ...(sortKey && { sortKey: { name: sortKey.name, type: TYPES[sortKey.type] } }),
  };
}
