import { isIPv4 } from 'node:net';

/** Whether only this machine reaches a server that listens on the address. A name that only begins like one is another's. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'));
}
