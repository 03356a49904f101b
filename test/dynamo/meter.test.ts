import { expect, test } from 'vitest';
import { Meter } from '../../src/dynamo/meter.ts';

test('units are added up from one time to the next', () => {
  const meter = new Meter();
  meter.count({ ConsumedCapacity: { CapacityUnits: 0.5 } });
  meter.count({ ConsumedCapacity: [{ CapacityUnits: 2 }, {}] });
  meter.count({});
  expect(meter.take()).toBe(2.5);
  meter.count({ ConsumedCapacity: { CapacityUnits: 1 } });
  expect([meter.take(), meter.take()]).toEqual([1, 0]);
});
