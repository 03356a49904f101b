/** The file in the data folder by which a local service that runs tells where it is. */
export const LOCAL_SERVICE_FILE = 'service.json';

export interface LocalService {
  /** The API's address. */
  url: string;
  /** The DynamoDB engine's address. */
  endpoint: string;
  /** The event bus, and its address for PutEvents. */
  bus: { name: string; endpoint: string };
  /** The name of the log. */
  logOrigin: string;
  /** The bucket of the log's checkpoints, and the address of what stands in for S3. */
  checkpoints: { bucket: string; endpoint: string };
  /** Whether the engine is the service's own, that is one that must not see real credentials. */
  embedded: boolean;
  /** The numbers of shards that were in use, oldest first. */
  shards: readonly number[];
}
