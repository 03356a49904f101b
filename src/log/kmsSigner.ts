import { GetPublicKeyCommand, KMSClient, SignCommand } from '@aws-sdk/client-kms';
import { BOUNDED, translateFaults } from '../dynamo/translateFaults.ts';
import type { Signer } from './checkpoint.ts';

const KEY_BYTES = 32;

/** A key in AWS KMS of the spec ECC_NIST_EDWARDS25519: its secret never leaves KMS. */
export function kmsSigner(client: KMSClient, keyId: string): Signer {
  let publicKey: Uint8Array | undefined;
  return {
    async publicKey() {
      // Its DER form (RFC 8410) ends with the key itself.
      publicKey ??= (await client.send(new GetPublicKeyCommand({ KeyId: keyId }))).PublicKey!.slice(-KEY_BYTES);
      return publicKey;
    },
    async sign(message) {
      const request = {
        KeyId: keyId,
        Message: message,
        MessageType: 'RAW',
        SigningAlgorithm: 'ED25519_SHA_512',
      } as const;
      return (await client.send(new SignCommand(request))).Signature!;
    },
  };
}

/** The KMS client of the sequencer. Region, credentials and endpoint come from the environment. */
export function kmsClient(): KMSClient {
  const client = new KMSClient(BOUNDED);
  translateFaults(client, 'KMS');
  return client;
}
