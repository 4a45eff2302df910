/** Turns an event's data from one schema version into the next. Pure; never fails on data that its schema admits. */
export type Upcaster = (data: unknown) => unknown;

/** By event type, then by the version it starts from. */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/** Why an event cannot be brought to the newest version. */
export class NotUpcastable extends Error {
  override readonly name = 'NotUpcastable';
}

/**
 * Brings data to version `to`, one version at a time. The stored bytes stay as they are.
 * @throws NotUpcastable for a version newer than this build knows, or a step that is missing
 */
export function upcast(type: string, data: unknown, from: number, to: number, upcasters: Upcasters): unknown {
  if (from > to)
    throw new NotUpcastable(
      `${type} version ${String(from)} is newer than this build, which knows ${String(to)}`,
    );
  let current = data;
  for (let version = from; version < to; version++) {
    const step = upcasters[type]?.[version];
    if (step === undefined)
      throw new NotUpcastable(`no upcaster for ${type} from version ${String(version)}`);
    current = step(current);
  }
  return current;
}
