import { setTimeout as wait } from 'node:timers/promises';
import { type Answered, type Submission, invalid, targetOf, validateCommand } from '@acta/application';
import { type ActaClient, ApiProblem, NoAnswer, type Posted, actPaths, postAct } from '@acta/client';
import type { Command, StreamName } from '@acta/domain';

/** What an act says of itself beside its data: one level with it in what is posted. */
const DETAILS = ['effectiveAt', 'datedBy', 'attributedTo', 'reason', 'authority', 'provenance'] as const;

/** Placeholders of addresses that are filled by the field of that name of a command's data. */
const FROM_DATA = ['number', 'ordinal', 'appointment', 'session', 'subject'] as const;

/** How often an act is asked after that was not known to be recorded, and how long to wait in between, in ms. */
const ASKED = 60;
const PAUSE = 500;

/**
 * Records one command at its address.
 * @throws Invalid where it is none, and nothing is sent; ApiProblem with fields as the command has them; NoAnswer
 */
export async function perform(
  client: ActaClient,
  { command: value, key, backfill, expected }: Omit<Submission, 'principal'>,
): Promise<Answered> {
  const command = validateCommand(value);
  try {
    const answer = await postAct(client, command.type, {
      ...postedAs(command),
      ...(key === undefined ? {} : { key }),
      ...(backfill === undefined ? {} : { backfill }),
      ...(expected === undefined ? {} : { ifMatch: `"${String(expected)}"` }),
    });
    const receipt = answer.outcome === 'pending' ? await fateOf(client, answer.commandId) : answer;
    const { etag, position, events, ...same } = receipt;
    return {
      ...same,
      position: Number(position),
      revision: Number(etag),
      events: events.map((event) => ({ ...event, position: Number(event.position) })),
    };
  } catch (error) {
    throw error instanceof ApiProblem ? asGiven(error) : error;
  }
}

type Receipt = Exclude<Awaited<ReturnType<typeof postAct>>, { outcome: 'pending' }>;

/** What became of an act whose recording was not known in time. */
async function fateOf(client: ActaClient, command: string): Promise<Receipt> {
  for (let asked = 0; asked < ASKED; asked++) {
    const { data } = await client.GET('/commands/{command}', { params: { path: { command } } });
    if (data !== undefined && data.outcome !== 'pending') return data;
    await wait(PAUSE);
  }
  throw new NoAnswer(
    `it is not known yet whether ${command} is recorded; given again with the same --key, it is not recorded twice`,
  );
}

/** A command as its address and a body. @throws Invalid */
function postedAs(command: Command): Pick<Posted, 'places' | 'body'> {
  const { type, data } = command;
  if (type === 'redate-act' && command.effectiveAt !== undefined)
    throw invalid('not-allowed', 'a redating cannot be dated itself over HTTP; leave it out', '/effectiveAt');
  const named = namesIn(targetOf(command));
  const placeholders = [...actPaths[type].matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  const isFromData = (name: string) => FROM_DATA.some((field) => field === name);
  const places = placeholders.map((name) => [
    name,
    isFromData(name) ? String(data[name]) : (named[name] ?? ''),
  ]);
  // What the address says is left out of the body: the group, too, of what is brought into it.
  const rest = Object.entries(data).filter(([field]) => !placeholders.includes(field));
  const details = DETAILS.filter((detail) => command[detail] !== undefined).map((detail) => [
    detail,
    command[detail],
  ]);
  return {
    places: Object.fromEntries(places) as Posted['places'],
    body: Object.fromEntries([...rest, ...details]) as object,
  };
}

/** What a stream's name says, under the names that addresses have for it. */
function namesIn({ stream, name }: { stream: string; name: StreamName }): Readonly<Record<string, string>> {
  switch (name.aggregate) {
    case 'group':
      return { stream, group: name.group };
    case 'meeting':
      return { stream, group: name.group, meeting: String(name.ordinal) };
    case 'liaison':
      return { stream, group: name.group, id: stream.replace(/^liaison-/, '') };
    case 'report':
      return { stream, group: name.group, kind: name.kind, covers: name.covers };
    case 'calendar':
    case 'person':
      return { stream };
  }
}

/** A refusal with its fields as the command has them: what the body calls /title is the command's /data/title. */
function asGiven({ problem }: ApiProblem): ApiProblem {
  const errors = problem.errors?.map((fault) => {
    const { field } = fault;
    const [, first] = field?.split('/') ?? [];
    const ofData = first !== undefined && first !== 'headers' && !DETAILS.some((detail) => detail === first);
    return ofData ? { ...fault, field: `/data${field ?? ''}` } : fault;
  });
  return new ApiProblem(errors === undefined ? problem : { ...problem, errors });
}
