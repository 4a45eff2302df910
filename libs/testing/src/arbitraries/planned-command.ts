import type { ActDetails, Command, CommandType, Uuid } from '@acta/domain';

/** A command such as a client would send, planned before any event has an id. */
export interface PlannedCommand extends ActDetails {
  type: CommandType;
  /** Absent for a correction: it goes to the stream of the act that it corrects. */
  stream?: string;
  data: Record<string, unknown>;
  /** The edge marks it as a fact of the past, taken over from elsewhere. */
  backfill?: true;
  /** Of a correction: the index, in the sequence, of the command whose event it corrects. */
  corrects?: number;
  /** Milliseconds that pass before it is given. */
  wait: number;
}

/** The event that a command wrote. */
export interface Written {
  id: Uuid;
  stream: string;
}

/**
 * The command to give, once the events are known that the earlier ones of the sequence wrote.
 * @param written by index in the sequence; undefined where the command wrote nothing. A correction of a command that
 *   wrote nothing corrects the nearest one before it that did; without any, there is nothing to give.
 */
export function resolve(
  planned: PlannedCommand,
  written: readonly (Written | undefined)[],
): Command | undefined {
  const { corrects, backfill: _backfill, wait: _wait, ...command } = planned;
  if (corrects === undefined) return command;
  const target = written.slice(0, corrects + 1).findLast((event) => event !== undefined);
  return target === undefined
    ? undefined
    : { ...command, stream: target.stream, data: { ...command.data, act: target.id } };
}
