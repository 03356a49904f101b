/** The members of a read that ask for these attributes of an item alone, whatever words DynamoDB reserves. */
export function onlyAttributes(names: readonly string[]) {
  const placeholders = names.map((name, index) => [`#${index}`, name] as const);
  return {
    ProjectionExpression: placeholders.map(([placeholder]) => placeholder).join(', '),
    ExpressionAttributeNames: Object.fromEntries(placeholders),
  };
}
