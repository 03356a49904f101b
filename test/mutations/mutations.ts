import { awsMutations } from './awsMutations.ts';
import { cliMutations } from './cliMutations.ts';
import { commandMutations } from './commandMutations.ts';
import { consumerMutations } from './consumerMutations.ts';
import { domainMutations } from './domainMutations.ts';
import { dynamoMutations } from './dynamoMutations.ts';
import { erasureMutations } from './erasureMutations.ts';
import { httpMutations } from './httpMutations.ts';
import { localMutations } from './localMutations.ts';
import { logMutations } from './logMutations.ts';
import { messageMutations } from './messageMutations.ts';
import type { Mutation } from './mutation.ts';
import { projectionMutations } from './projectionMutations.ts';
import { queryMutations } from './queryMutations.ts';
import { storeMutations } from './storeMutations.ts';

/** Mistakes on purpose, none of which may go unnoticed. `npm run simulate -- --mutations` makes them one by one. */
export const mutations: readonly Mutation[] = [
  ...cliMutations,
  ...commandMutations,
  ...domainMutations,
  ...storeMutations,
  ...dynamoMutations,
  ...erasureMutations,
  ...httpMutations,
  ...projectionMutations,
  ...messageMutations,
  ...queryMutations,
  ...localMutations,
  ...consumerMutations,
  ...logMutations,
  ...awsMutations,
];
