/** Whether only this machine reaches a server that listens on an IP address, as the system spells it. */
export const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);
