import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';

/** The strongly consistent query for the events of one stream, with versions between two bounds, both included. */
export const streamQuery =
  (table: string, idAttribute: string) =>
  (streamId: string, from = 1, to = Number.MAX_SAFE_INTEGER): QueryCommandInput => ({
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: '#id = :id AND version BETWEEN :from AND :to',
    ExpressionAttributeNames: { '#id': idAttribute },
    ExpressionAttributeValues: { ':id': streamId, ':from': from, ':to': to },
  });
