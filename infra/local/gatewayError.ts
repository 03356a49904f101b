/** A request that the gateway answers itself, before or after the function, in API Gateway's format: `{message}`. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  readonly status: number;
  readonly headers: Record<string, string>;
  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

/** What a caller is told whom the service has no room for at the moment. */
export const unavailable = (): GatewayError => new GatewayError(503, 'Service Unavailable', { 'retry-after': '1' });
