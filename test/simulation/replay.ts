/** What the replay of a run says of itself in its messages. */
export const REPLAY = { name: 'what was given up', at: '2100-01-02T00:00:00.000Z' };
