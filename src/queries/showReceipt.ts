import type { GatewayEvent } from '../http/gatewayEvent.ts';
import { http } from '../http/http.ts';
import { parsePathVersion, parsePetId } from '../http/parseParameter.ts';
import { petNotFound, receiptNotReady, versionNotFound } from '../http/problems.ts';
import type { Receipt } from '../log/checkReceipt.ts';
import type { LogStore } from '../log/logStore.ts';
import { readLeaves, readTile } from '../log/readTile.ts';
import { treeProofs } from '../log/treeProofs.ts';
import type { PetEventStore } from '../streams/petStream.ts';

/** What receipts are made of. */
export interface ReceiptParts {
  store: PetEventStore;
  log: LogStore;
}

/**
 * `GET /pets/{petId}/history/{version}/receipt`: the proof that the signed log holds this event, to be checked offline
 * (src/log/checkReceipt.ts). Until the log has taken the event in, `404 receipt-not-ready` says when to ask again.
 */
export const showReceipt = ({ store, log }: ReceiptParts) =>
  http(async (event: GatewayEvent) => {
    const petId = parsePetId(event);
    const version = parsePathVersion(event);
    if (!(await store.at(petId, version))) {
      const newest = await store.newest(petId);
      return newest ? versionNotFound(version, newest.version, '/path/version') : petNotFound(petId);
    }
    const [[place], signed] = await Promise.all([log.places([{ streamId: petId, version }]), log.newestCheckpoint()]);
    if (!place || !signed || place.index >= signed.size) return receiptNotReady(petId, version);

    const { index } = place;
    const proofs = treeProofs(signed.size, (tile) => readTile(log, tile));
    const [inclusion, [leaf]] = await Promise.all([proofs.inclusion(index), readLeaves(log, index, index + 1)]);
    const receipt: Receipt = {
      leaf: leaf!,
      index,
      inclusion: inclusion.map((hash) => hash.toString('base64')),
      checkpoint: signed.note,
    };
    return { status: 200, body: receipt };
  });
