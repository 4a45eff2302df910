/*
 * A checker of histories in the spirit of Elle: clients append values, each of which is unique, to lists, and read them.
 * What the lists came to tells the order of the appends; what was read, and when, must agree with one order of all.
 * It knows nothing of how the record works.
 */

/** Something that a client did. Moments are those of one clock that ticks at each beginning and each end. */
interface Operation {
  client: number;
  began: number;
  ended: number;
}

export interface Append extends Operation {
  kind: 'append';
  key: string;
  value: string;
  /** Where it was put, as it was acknowledged; absent: it was refused. */
  position?: number;
}

/** Of one list or of several at once. */
export interface Read extends Operation {
  kind: 'read';
  lists: ReadonlyMap<string, readonly string[]>;
  /** The position that the answer stands on, and the one that was waited for. */
  position: number;
  minPosition?: number;
}

export type ListHistory = readonly (Append | Read)[];

/** Lists by key. */
export type Lists = ReadonlyMap<string, readonly string[]>;

/** What is wrong with a history, in words; nothing where there is one order that explains it. */
export function anomaliesIn(history: ListHistory, final: Lists): string[] {
  const appends = history.filter((each) => each.kind === 'append');
  const reads = history.filter((each) => each.kind === 'read');
  return [
    ...[...final].flatMap(([key, values]) => faultsOfList(key, values, appends)),
    ...reads.flatMap((read) => faultsOfRead(read, final, appends)),
    ...faultsOfSessions(history),
    ...cycleIn(history, final),
  ];
}

function faultsOfList(key: string, values: readonly string[], appends: readonly Append[]): string[] {
  const own = new Map(appends.filter((each) => each.key === key).map((each) => [each.value, each]));
  const faults = values.flatMap((value, i) => {
    if (values.indexOf(value) !== i) return [`duplicated: ${value} in ${key}`];
    const append = own.get(value);
    if (append === undefined) return [`never appended: ${value} in ${key}`];
    return append.position === undefined ? [`refused, yet there (G1a): ${value} in ${key}`] : [];
  });
  const positions = values.flatMap((value) => own.get(value)?.position ?? []);
  const isSorted = positions.every((position, i) => i === 0 || position > (positions[i - 1] ?? 0));
  const lost = [...own.values()].filter(
    ({ value, position }) => position !== undefined && !values.includes(value),
  );
  return [
    ...faults,
    ...(isSorted ? [] : [`out of order: ${key} has positions ${positions.join(', ')}`]),
    ...lost.map(({ value }) => `lost: ${value} in ${key}`),
  ];
}

/** A read is of a beginning of each list, and of all that is there at its position. */
function faultsOfRead(
  { lists, position, minPosition = 0 }: Read,
  final: Lists,
  appends: readonly Append[],
): string[] {
  const faults =
    position < minPosition ? [`not waited for: ${String(minPosition)}, at ${String(position)}`] : [];
  for (const [key, values] of lists) {
    const whole = final.get(key) ?? [];
    if (values.some((value, i) => value !== whole[i]))
      faults.push(`forked: ${key} was read as ${values.join(', ')} and came to ${whole.join(', ')}`);
    for (const append of appends) {
      if (append.key !== key || append.position === undefined) continue;
      if (append.position <= position !== values.includes(append.value))
        faults.push(`torn: ${append.value}, put at ${String(append.position)}, read at ${String(position)}`);
    }
  }
  return faults;
}

/** Each client reads what it wrote, and never less than it read before, where it says what it has seen. */
function faultsOfSessions(history: ListHistory): string[] {
  const faults: string[] = [];
  for (const client of new Set(history.map((each) => each.client))) {
    const own = history.filter((each) => each.client === client).sort((a, b) => a.began - b.began);
    let seen = 0;
    for (const each of own) {
      if (each.kind === 'read' && each.minPosition !== undefined && each.position < seen)
        faults.push(`went back: client ${String(client)} saw ${String(seen)}, then ${String(each.position)}`);
      seen = Math.max(seen, each.position ?? 0);
    }
  }
  return faults;
}

type Dependency = 'ww' | 'wr' | 'rw' | 'real time';
type Graph = Map<number, Map<number, Dependency>>;

/** Appends follow each other, reads follow what they read and precede what they did not; what ended precedes what began. */
function dependenciesIn(history: ListHistory, final: Lists): Graph {
  const graph: Graph = new Map(history.map((_, i) => [i, new Map<number, Dependency>()]));
  const add = (from: number | undefined, to: number | undefined, kind: Dependency): void => {
    if (from !== undefined && to !== undefined && from !== to && graph.get(from)?.has(to) === false)
      graph.get(from)?.set(to, kind);
  };
  const writers = new Map(
    history.flatMap((each, i) => (each.kind === 'append' ? [[each.value, i] as const] : [])),
  );
  for (const values of final.values())
    values.forEach((value, i) => add(writers.get(values[i - 1] ?? ''), writers.get(value), 'ww'));
  history.forEach((each, i) => {
    if (each.kind !== 'read') return;
    for (const [key, values] of each.lists) {
      add(writers.get(values.at(-1) ?? ''), i, 'wr');
      add(i, writers.get(final.get(key)?.[values.length] ?? ''), 'rw');
    }
  });
  history.forEach((each, i) =>
    history.forEach((other, j) => {
      if (each.ended < other.began) add(i, j, 'real time');
    }),
  );
  return graph;
}

/** The first cycle that is met, named as by Adya: G0 of writes alone, G1c of writes and reads, otherwise G2. */
function cycleIn(history: ListHistory, final: Lists): string[] {
  const graph = dependenciesIn(history, final);
  const done = new Set<number>();
  const path: number[] = [];
  const visit = (node: number): number[] | undefined => {
    if (path.includes(node)) return path.slice(path.indexOf(node));
    if (done.has(node)) return undefined;
    path.push(node);
    for (const next of graph.get(node)?.keys() ?? []) {
      const cycle = visit(next);
      if (cycle !== undefined) return cycle;
    }
    path.pop();
    done.add(node);
    return undefined;
  };
  for (const node of graph.keys()) {
    const cycle = visit(node);
    if (cycle === undefined) continue;
    const kinds = cycle.map((each, i) => graph.get(each)?.get(cycle[(i + 1) % cycle.length] ?? each) ?? 'ww');
    const name = kinds.includes('rw') ? 'G2' : kinds.includes('wr') ? 'G1c' : 'G0';
    return [`${name}: a cycle of ${kinds.join(', ')}`];
  }
  return [];
}
