import fc from 'fast-check';
import { hostileBody, hostileHeader, hostileValue } from './hostile.ts';
import { few } from './parameterPieces.ts';
import { areWellFormed, bad, good, type Piece } from './piece.ts';
import { type Schema, valuesOf } from './schemaValues.ts';

/** What a request carries, and what it says that is. */
export interface Body {
  type: string | undefined;
  bytes: Buffer;
}
export const noBody: fc.Arbitrary<Piece<Body | undefined>> = fc.oneof(
  { weight: 4, arbitrary: good(fc.constant(undefined)) },
  { weight: 1, arbitrary: bad(hostileBody.map((bytes) => ({ type: 'application/json', bytes }))) },
);

/** Bodies for a schema, of one of the media types. */
export function bodiesOf(schema: Schema, mediaTypes: string[]): fc.Arbitrary<Piece<Body>> {
  const objects = fc
    .tuple(valuesOf(schema), fc.option(few.petId!, { freq: 3, nil: undefined }))
    .map(([value, petId]) => ({ ...(value as object), ...(petId !== undefined && { petId }) }));
  const spoilt = fc
    .tuple(objects, fc.constantFrom(...Object.keys(schema.properties!)), hostileValue)
    .map(([object, key, value]) => JSON.stringify({ ...object, [key]: value }));
  const cut = fc
    .tuple(
      objects.map((value) => JSON.stringify(value)),
      fc.nat(),
    )
    .map(([text, place]) => text.slice(0, place % text.length));
  const bytes = fc.oneof(
    { weight: 8, arbitrary: good(objects.map((value) => Buffer.from(JSON.stringify(value)))) },
    { weight: 2, arbitrary: bad(spoilt.map((text) => Buffer.from(text))) },
    { weight: 1, arbitrary: bad(cut.map((text) => Buffer.from(text))) },
    { weight: 3, arbitrary: bad(hostileBody) },
  );
  const types = fc.oneof(
    { weight: 6, arbitrary: good(fc.constantFrom<string | undefined>(...mediaTypes, undefined)) },
    {
      weight: 1,
      arbitrary: bad(
        fc.oneof(
          fc.constantFrom(
            'text/plain',
            'application/xml',
            'application/json;charset=utf-16',
            'application/json; charset="iso-8859-1"',
            '/',
            ';',
          ),
          hostileHeader,
        ),
      ),
    },
  );
  return fc.tuple(bytes, types).map(([body, type]) => ({
    value: { type: type.value, bytes: body.value },
    wellFormed: areWellFormed([body, type]),
  }));
}
