import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** What may be reached besides public addresses. */
export interface Allowance {
  hasName(host: string): boolean;
  hasAddress(address: string): boolean;
}

/**
 * Reads names, addresses and ranges in CIDR notation.
 * @throws RangeError for one that is none of them
 */
export function allowanceOf(entries: readonly string[]): Allowance {
  const names = new Set<string>();
  const ranges: Range[] = [];
  for (const entry of entries) {
    if (ipaddr.isValidCIDR(entry)) ranges.push(ipaddr.parseCIDR(entry));
    else if (ipaddr.isValid(entry)) ranges.push(single(entry));
    else if (/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(entry)) names.add(entry.toLowerCase());
    else throw new RangeError(`"${entry}" is no host name, no address and no range such as 10.0.0.0/8`);
  }
  return {
    hasName: (host) => names.has(host.toLowerCase()),
    hasAddress: (address) => {
      const parsed = ipaddr.process(address);
      return ranges.some((range) => parsed.kind() === range[0].kind() && parsed.match(range));
    },
  };
}

function single(entry: string): Range {
  const address = ipaddr.process(entry);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an address is one of the public Internet's: unicast, of no range that the registries of special addresses keep
 * (RFC 6890), and for IPv6 of the range that is given out (RFC 4291, section 2.4). An IPv4 address within an IPv6 one
 * counts as itself.
 */
export function isPublic(address: string): boolean {
  // The other library also takes addresses that are cut short, such as 1.2.3.
  if (isIP(address) === 0) return false;
  const parsed = ipaddr.process(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed.kind() === 'ipv4' || parsed.match(GLOBAL_UNICAST);
}
