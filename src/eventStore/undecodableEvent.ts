/** An item that is not an event this code can read. Retrying will not help. */
export class UndecodableEvent extends Error {
  override readonly name = 'UndecodableEvent';

  constructor(why: string) {
    super(`not a stored event: ${why}`);
  }
}
