/** A PartiQL statement with its parameters, as ExecuteStatement and ExecuteTransaction take it. */
export interface Statement {
  Statement: string;
  Parameters: unknown[];
}

/**
 * Inserts an item where its key is free. PartiQL's INSERT never overwrites, and it has an IAM action of its own
 * (dynamodb:PartiQLInsert): a role that holds it and no PutItem can only append (DynamoDB guide, "PartiQL insert
 * statements").
 */
export function insert(table: string, item: object): Statement {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  return {
    Statement: `INSERT INTO "${table}" VALUE {${attributes.map(([name]) => `'${name}': ?`).join(', ')}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}
