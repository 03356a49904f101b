import type { PetMessage } from '../messages/petMessageSchemas.ts';

type Whole<M extends PetMessage> = {
  [T in M['detail-type']]: {
    'detail-type': T;
    source: M['source'];
    detail: Omit<Extract<M, { 'detail-type': T }>['detail'], 'pet' | 'links'> & {
      pet: Exclude<Extract<M, { 'detail-type': T }>['detail']['pet'], undefined>;
    };
  };
}[M['detail-type']];

/** A message, whoever delivered it, with the pet as its event left it. */
export type WholeMessage = Whole<PetMessage>;
