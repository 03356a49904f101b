import { setTimeout as sleep } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type GetExecutionHistoryOutput,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { RebuildRequest, RebuildTask } from '../projections/rebuildTask.ts';
import { CommandFailure } from './target.ts';

/** Starts a rebuild on the state machine; returns the ARN of the execution. */
export async function startExecution(sfn: SFNClient, machine: string, request: RebuildRequest): Promise<string> {
  const input = JSON.stringify(request);
  const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn: machine, input }));
  return executionArn!;
}

/**
 * Watches an execution until it ends, and returns its tasks as they ended, and the seconds that it took. How far it is
 * stands in its history: the first call of the function returns the tasks, and each other one its own.
 */
export async function watchExecution(
  sfn: SFNClient,
  executionArn: string,
  progress: (tasks: RebuildTask[]) => void,
  pauseMs = 2_000,
): Promise<{ tasks: RebuildTask[]; seconds: number }> {
  const tasks = new Map<string, RebuildTask>();
  let position: string | undefined;
  const readOn = async () => {
    for (let page: GetExecutionHistoryOutput | undefined; !page || page.nextToken; ) {
      page = await sfn.send(new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken: position }));
      for (const { taskSucceededEventDetails } of page.events ?? []) {
        if (!taskSucceededEventDetails?.output) continue;
        const { Payload } = JSON.parse(taskSucceededEventDetails.output) as { Payload: RebuildTask | RebuildTask[] };
        for (const task of [Payload].flat())
          tasks.set(`${task.part} ${task.part === 'rows' ? task.table : ''} ${task.segment}`, task);
      }
      // The last page has no token: it is read again, and grows.
      position = page.nextToken ?? position;
    }
    progress([...tasks.values()]);
  };

  while (true) {
    const { status, startDate, stopDate, error, cause } = await sfn.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    await readOn();
    if (status === 'SUCCEEDED')
      return { tasks: [...tasks.values()], seconds: (stopDate!.getTime() - startDate!.getTime()) / 1000 };
    if (status !== 'RUNNING')
      throw new CommandFailure(
        `The execution ended as ${status}: ${error ?? 'no error'} ${cause ?? ''}\n${executionArn}\nWhat was written stays. A new rebuild writes the rest.`,
      );
    await sleep(pauseMs);
  }
}
