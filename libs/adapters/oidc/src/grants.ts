import { type Grant, TokenRefused, roles } from '@acta/application';
import { type Role, groupOf, parseMoment, streamOf } from '@acta/domain';

const MOST_GRANTS = 200;
const FIELDS = ['role', 'group', 'from', 'to'];

/**
 * The roles that a token gives: its claim `acta_roles`, an array of {role, group?, from?, to?}, days inclusive, UTC. A
 * token without the claim gives none.
 * @throws TokenRefused for a claim with anything else in it: half of a claim is not what its issuer meant
 */
export function grantsOf(claim: unknown): Grant[] {
  if (claim === undefined) return [];
  if (!Array.isArray(claim)) throw malformed('it is no array');
  if (claim.length > MOST_GRANTS) throw malformed(`it has more than ${String(MOST_GRANTS)} entries`);
  return claim.map(grantOf);
}

function grantOf(entry: unknown, index: number): Grant {
  const at = `entry ${String(index)}`;
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw malformed(`${at} is no object`);
  if (Object.keys(entry).some((field) => !FIELDS.includes(field)))
    throw malformed(`${at} has a field other than ${FIELDS.join(', ')}`);
  const { role, group, from, to } = entry as Record<string, unknown>;
  if (!isRole(role)) throw malformed(`${at} has no role that is known here`);
  if (group !== undefined && !isGroup(group)) throw malformed(`${at} has a group that is no group's code`);
  if (from !== undefined && !isDay(from)) throw malformed(`${at} has a "from" that is no day`);
  if (to !== undefined && !isDay(to)) throw malformed(`${at} has a "to" that is no day`);
  if (from !== undefined && to !== undefined && to < from) throw malformed(`${at} ends before it starts`);
  return {
    role,
    ...(group === undefined ? {} : { group }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
}

function malformed(fault: string): TokenRefused {
  return new TokenRefused(`the token's claim acta_roles cannot be used: ${fault}`);
}

function isRole(value: unknown): value is Role {
  return (roles as readonly unknown[]).includes(value);
}

function isGroup(value: unknown): value is string {
  return typeof value === 'string' && groupOf(streamOf.group(value)) === value;
}

function isDay(value: unknown): value is string {
  return typeof value === 'string' && parseMoment(value)?.precision === 'day';
}
