import type { JsonObject } from '../domain/jsonValue.ts';
import { logCheckpointSigned } from '../messages/logCheckpointSigned.ts';
import { petMessageSchemas } from '../messages/petMessageSchemas.ts';
import { jsonSchema } from './jsonSchema.ts';

/** An AsyncAPI 3.1 document (asyncapi.com/docs/reference/specification/v3.1.0) of the service's events. */
export function asyncApi(version: string): JsonObject {
  const schemas = { ...petMessageSchemas, LogCheckpointSigned: logCheckpointSigned };
  const types = Object.keys(schemas);
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Events of the pets service',
      version,
      description:
        'What happens to pets, at least once and in no order: deduplicate on detail.metadata.eventId, and apply an ' +
        'event only where its detail.metadata.version is newer than what you have of the pet. See docs/events.md.',
    },
    defaultContentType: 'application/json',
    channels: {
      pets: {
        title: 'The event bus',
        description: 'An Amazon EventBridge bus. Subscribe with a rule: its pattern chooses the messages.',
        messages: Object.fromEntries(types.map((type) => [type, { $ref: `#/components/messages/${type}` }])),
      },
    },
    operations: {
      publishPets: {
        action: 'send',
        channel: { $ref: '#/channels/pets' },
        summary:
          'Every recorded event is published with the source pets. Replayed events have the source pets.replay, and ' +
          'signed checkpoints of the log have pets.log.',
      },
    },
    components: {
      messages: Object.fromEntries(
        Object.entries(schemas).map(([type, schema]) => {
          const { $schema: _, ...payload } = jsonSchema(schema, 'draft-7');
          return [
            type,
            {
              name: type,
              title: type,
              summary: payload.description!,
              ...(type in petMessageSchemas && {
                correlationId: { location: '$message.payload#/detail/metadata/correlationId' },
              }),
              payload,
            },
          ];
        }),
      ),
    },
  };
}
