import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { type Answer, http } from '../http/http.ts';
import { parseParameter } from '../http/parseParameter.ts';
import { invalidParameter, logNotReady, Problem } from '../http/problems.ts';
import type { LogStore, SignedCheckpoint } from '../log/logStore.ts';
import { readLeaves, readTile } from '../log/readTile.ts';
import { entryBundle, parseTileIndex, TILE_WIDTH, tileWidth } from '../log/tile.ts';
import { treeProofs } from '../log/treeProofs.ts';

/** What the log is shown from. */
export interface LogParts {
  log: LogStore;
}

/** A full tile never changes; of an unfinished one, neither do the hashes that are there. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * The log as others check it: `GET /log/checkpoint` (C2SP tlog-checkpoint), `/log/key` (C2SP signed-note), `/log/tile/...`
 * (C2SP tlog-tiles), and `/log/consistency` (RFC 9162 section 2.1.4). Nothing is shown that was not signed.
 */
export const showLog = ({ log }: LogParts) =>
  http(async (event: GatewayEvent): Promise<Answer> => {
    const signed = await log.newestCheckpoint();
    if (!signed) return logNotReady();
    const [, route = ''] = /^\w+ \/log\/(\w+)/.exec(event.routeKey) ?? [];
    switch (route) {
      case 'checkpoint':
        return plainText(signed.note);
      case 'key':
        return plainText(signed.vkeys.map((vkey) => `${vkey}\n`).join(''));
      case 'consistency':
        return consistency(log, signed, event);
      default:
        return tile(log, signed, event);
    }
  });

const plainText = (text: string): Answer => ({
  status: 200,
  headers: { 'content-type': 'text/plain; charset=utf-8' },
  base64: Buffer.from(text).toString('base64'),
});

async function consistency(log: LogStore, signed: SignedCheckpoint, event: GatewayEvent): Promise<Answer> {
  const from = parseSize(event, 'from') ?? 0;
  const to = parseSize(event, 'to') ?? signed.size;
  if (Math.max(from, to) > signed.size) return logNotReady(`The log was signed up to ${signed.size} events.`);
  if (from > to) return invalidParameter('/query/to', 'must not be below from');
  const proof = await treeProofs(to, (wanted) => readTile(log, wanted)).consistency(from);
  return { status: 200, body: { from, to, proof: proof.map((hash) => hash.toString('base64')) } };
}

function parseSize(event: GatewayEvent, name: string): number | undefined {
  const text = parseParameter(event, name);
  if (text === undefined) return undefined;
  if (!/^(0|[1-9]\d{0,14})$/.test(text)) throw invalidParameter(`/query/${name}`, 'must be a whole number from 0 on');
  return Number(text);
}

/** The last level that a tree of any size can have. */
const HIGHEST_LEVEL = 7;

async function tile(log: LogStore, signed: SignedCheckpoint, event: GatewayEvent): Promise<Answer> {
  const { level = '', index: path = '' } = event.pathParameters ?? {};
  const isBundle = level === 'entries';
  if (!isBundle && !(/^\d$/.test(level) && Number(level) <= HIGHEST_LEVEL))
    return invalidParameter('/path/level', `must be entries or a number from 0 to ${HIGHEST_LEVEL}`);
  const wanted = parseTileIndex(path);
  if (!wanted)
    return invalidParameter('/path/index', 'must be as C2SP tlog-tiles writes it, such as x001/067 or 003.p/12');
  const { index, width } = wanted;
  const number = isBundle ? 0 : Number(level);
  if (tileWidth(number, index, signed.size) < width)
    return new Problem('tile-not-found', `The log, of ${signed.size} events, does not have this tile.`);

  const start = index * TILE_WIDTH;
  const bytes = isBundle
    ? entryBundle(await readLeaves(log, start, start + width))
    : Buffer.concat(await readTile(log, { level: number, index, width }));
  const headers = { 'content-type': 'application/octet-stream', 'cache-control': FOR_EVER };
  return { status: 200, headers, base64: bytes.toString('base64') };
}
