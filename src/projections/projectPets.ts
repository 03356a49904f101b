import type { DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';
import { petStream, type RecordedPetEvent } from '../streams/petStream.ts';
import { project, type WrittenModel } from './project.ts';
import { streamedEvents } from './streamedEvents.ts';

export interface ProjectParts {
  readModels: readonly WrittenModel<RecordedPetEvent>[];
}

/** The projector: a batch of the Events table's stream -> rows of the pets' read models. */
export const projectPets =
  ({ readModels }: ProjectParts) =>
  async ({ Records }: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse> =>
    project(readModels, streamedEvents(petStream, Records));
