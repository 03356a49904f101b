import { expect, test } from 'vitest';
import { entryBundle, parseTileIndex, tileWidth } from '../../src/log/tile.ts';
import { tileIndexPath } from '../support/tileIndexPath.ts';

test('paths of tiles are written and read as C2SP tlog-tiles has them', () => {
  expect([0, 67, 999, 1000, 1_234_067].map(tileIndexPath)).toEqual(['000', '067', '999', 'x001/000', 'x001/x234/067']);
  expect(parseTileIndex('x001/x234/067')).toEqual({ index: 1_234_067, width: 256 });
  expect(parseTileIndex('067.p/8')).toEqual({ index: 67, width: 8 });
  const wrong = ['', '67', '0067', 'x001067', 'x001/67', '067.p/0', '067.p/256', '067.p/08', '067.p', '067/', '-01'];
  expect(wrong.filter((path) => parseTileIndex(path))).toEqual([]);
});

test('a tile is as wide as the tree makes it', () => {
  // The example of the specification: a tree of 70,000 leaves.
  expect([tileWidth(0, 272, 70_000), tileWidth(0, 273, 70_000), tileWidth(0, 274, 70_000)]).toEqual([256, 112, 0]);
  expect([tileWidth(1, 0, 70_000), tileWidth(1, 1, 70_000), tileWidth(2, 0, 70_000)]).toEqual([256, 17, 1]);
});

test('entries stand in a bundle behind their lengths', () => {
  expect(entryBundle(['ab', 'ü'])).toEqual(Buffer.from([0, 2, 97, 98, 0, 2, 0xc3, 0xbc]));
});
