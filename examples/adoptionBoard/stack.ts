import { fileURLToPath } from 'node:url';
import { Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import type { Construct } from 'constructs';
import { PetsSubscription } from 'pets-service/cdk';
import { filter } from './filter.ts';

interface BoardStackProps extends StackProps {
  /** The ARN of the pets service's bus: an output of its stack. */
  busArn: string;
  /** Where the pets service's API is, and the ARN of its stage: `arn:aws:execute-api:<region>:<account>:<api>/<stage>`. */
  petsUrl: string;
  petsApiArn: string;
}

/** The adoption board: a subscription, a function and a table. */
export class BoardStack extends Stack {
  constructor(scope: Construct, id: string, { busArn, petsUrl, petsApiArn, ...props }: BoardStackProps) {
    super(scope, id, props);
    const board = new TableV2(this, 'Board', {
      partitionKey: { name: 'petId', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        // Only pets on the board have the attribute `onBoard`, so only they are in the index.
        { indexName: 'onBoard', partitionKey: { name: 'onBoard', type: AttributeType.STRING } },
      ],
    });
    const updateBoard = new NodejsFunction(this, 'UpdateBoard', {
      entry: fileURLToPath(new URL('handler.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      bundling: { format: OutputFormat.ESM, minify: true },
      timeout: Duration.seconds(10),
      environment: { BOARD_TABLE: board.tableName, PETS_URL: petsUrl },
    });
    for (const [actions, resource] of [
      [['dynamodb:GetItem', 'dynamodb:PutItem'], board.tableArn],
      [['execute-api:Invoke'], `${petsApiArn}/GET/pets/*/history`],
    ] as const) {
      updateBoard.addToRolePolicy(new PolicyStatement({ actions: [...actions], resources: [resource] }));
    }

    new PetsSubscription(this, 'Pets', {
      bus: EventBus.fromEventBusArn(this, 'Bus', busArn),
      filter,
      target: { lambda: updateBoard },
    });
  }
}
