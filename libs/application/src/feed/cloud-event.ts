import {
  type EffectiveDate,
  type EventType,
  type GroupCode,
  type Instant,
  type Recorded,
  type SubjectId,
  type Uuid,
  groupOf,
  instantOf,
  isCorrection,
  momentOf,
  schemaVersions,
} from '@acta/domain';
import { withoutPersonalFields } from '../commands/personal.js';
import type { Log } from '../log.js';
import type { FeedRecord } from '../ports/feed-topic.js';

/** What the names of headers begin with that hold attributes (CloudEvents 1.0, Kafka protocol binding, section 3.2.4). */
const PREFIX = 'ce_';

/** The media type of one event in JSON (CloudEvents 1.0, JSON format, section 3). */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json';

/**
 * A journal position in decimal digits: a string, since not every consumer's numbers reach as far.
 * @pattern ^(0|[1-9][0-9]{0,15})$
 */
export type PositionText = string;

/**
 * A mark of CloudEvents extensions, whose Boolean is a string in most of their bindings.
 */
export type Mark = 'true';

/** An event of the record as the feed delivers it (CloudEvents 1.0, structured JSON). No personal field is in it. */
export interface CloudEvent {
  specversion: '1.0';
  /** The event's own id: the same at every delivery, in every feed, on every node. */
  id: Uuid;
  /**
   * The log, not a host: `source` and `id` together name the event, and it stays the same when the log moves.
   * @pattern ^urn:acta:[a-z][a-z0-9-]{0,30}$
   */
  source: string;
  /**
   * For example int.acta.outcome-amended.v1: the event type and the version of its data's schema.
   * @pattern ^int\.acta\.[a-z-]+\.v[1-9][0-9]*$
   */
  type: string;
  /** What it is about, for example CWG-COP/meetings/15/outcomes/3; of a correction, what the corrected act is about. */
  subject: string;
  /**
   * When the fact took effect in the world: the first moment of the day, month or year where no instant is known.
   * @format date-time
   */
  time: Instant;
  /** That day, month or year as it was given. Absent where `time` is exact. */
  effectivedate?: EffectiveDate;
  /**
   * When the log took it.
   * @format date-time
   */
  recordedtime: Instant;
  /** Its position in the journal. */
  position: PositionText;
  /** Of the event before it in this same feed, or where the reading began: between the two there is none. */
  previousposition: PositionText;
  /** Absent: it belongs to no group (calendar, persons). */
  group?: GroupCode;
  /** Subject id of whoever recorded it. */
  actor: SubjectId;
  correlationid: Uuid;
  causationid: Uuid;
  /** A fact of the past taken over from elsewhere: it must not notify anyone as news. */
  backfill?: Mark;
  /** Delivered again on purpose: it must not notify anyone as news. */
  replay?: Mark;
  datacontenttype: 'application/json';
  /**
   * The `$id` of the schema of `data`; the API serves it at the path of this address.
   * @format uri
   */
  dataschema: string;
  /** What the act says, personal fields and references to what the reader may not see left out. */
  data: Record<string, unknown>;
}

/** What is the same for everybody who sees an event alike, in whatever feed. */
export type CommonPart = Omit<CloudEvent, 'previousposition' | 'replay'>;

/**
 * Converts an event. Pure: the same event gives the same bytes.
 * @param event as its reader may see it
 * @param subject what it is about
 */
export function cloudEventOf(event: Recorded, { log, subject }: { log: Log; subject: string }): CommonPart {
  const { metadata, position, recordedAt, stream } = event;
  const type = event.type as EventType;
  const version = schemaVersions[type];
  const group = groupOf(stream);
  const on = effectiveDateOf(event);
  return {
    specversion: '1.0',
    id: metadata.id,
    source: `urn:acta:${log.name}`,
    type: `int.acta.${type}.v${String(version)}`,
    subject,
    time: instantOf(on === undefined ? recordedAt : momentOf(on).start),
    ...(on === undefined || momentOf(on).precision === 'instant' ? {} : { effectivedate: on }),
    recordedtime: instantOf(recordedAt),
    position: String(position),
    ...(group === undefined ? {} : { group }),
    actor: metadata.actor,
    correlationid: metadata.$correlationId,
    causationid: metadata.$causationId,
    ...(metadata.backfill === true ? { backfill: 'true' as const } : {}),
    datacontenttype: 'application/json',
    dataschema: dataSchemaOf(type, version),
    data: withoutPersonalFields(event.data) as Record<string, unknown>,
  };
}

/** The `$id` of the schema that an event's data has in the feed. */
function dataSchemaOf(type: EventType, version: number): string {
  return `https://acta.example/schemas/feed/${type}.v${String(version)}.json`;
}

/** A correction holds by when it was recorded, whatever date it gives to another act. */
function effectiveDateOf(event: Recorded): EffectiveDate | undefined {
  return isCorrection(event) ? undefined : event.metadata.effectiveAt;
}

/** What differs from feed to feed. */
export interface FeedPart {
  /** Position of the event before it in the feed, or where the reading began. */
  previous: number;
  replay: boolean;
}

/**
 * An event in JSON, on one line.
 * @param common the JSON of a `CommonPart`, made once for all who see the event alike
 */
export function cloudEventText(common: string, { previous, replay }: FeedPart): string {
  const mark = replay ? ',"replay":"true"' : '';
  return `${common.slice(0, -1)},"previousposition":"${String(previous)}"${mark}}`;
}

/** What is a header: all but the data, and the media type, whose header has a name of its own. */
type CommonAttribute = Exclude<keyof CommonPart, 'data' | 'datacontenttype'>;

const COMMON_ATTRIBUTES = Object.keys({
  specversion: true,
  id: true,
  source: true,
  type: true,
  subject: true,
  time: true,
  effectivedate: true,
  recordedtime: true,
  position: true,
  group: true,
  actor: true,
  correlationid: true,
  causationid: true,
  backfill: true,
  dataschema: true,
} satisfies Record<CommonAttribute, true>) as CommonAttribute[];
/** Each with its header, whose name is made once. */
const COMMON_HEADERS = COMMON_ATTRIBUTES.map((name) => [name, PREFIX + name] as const);

/**
 * An event as a record of Kafka (CloudEvents 1.0, Kafka protocol binding, binary content mode): attributes are headers, and
 * the value is the data in JSON.
 */
export function cloudEventRecord(common: CommonPart, { previous, replay }: FeedPart): FeedRecord {
  const headers: Record<string, string> = { 'content-type': common.datacontenttype };
  for (const [attribute, header] of COMMON_HEADERS) {
    const value = common[attribute];
    if (value !== undefined) headers[header] = value;
  }
  headers[`${PREFIX}previousposition`] = String(previous);
  if (replay) headers[`${PREFIX}replay`] = 'true';
  return {
    // What belongs to no group keeps its order, too.
    key: common.group ?? common.source,
    headers,
    value: JSON.stringify(common.data),
  };
}

/**
 * The inverse of `cloudEventRecord`: the event in a record of Kafka, with what attributes later versions may add.
 * @returns undefined for what is no event of a feed of Acta
 */
export function cloudEventIn({
  headers,
  value,
}: Pick<FeedRecord, 'headers' | 'value'>): CloudEvent | undefined {
  const attributes = Object.entries(headers).flatMap(([name, text]) =>
    name.startsWith(PREFIX) ? [[name.slice(PREFIX.length), text] as const] : [],
  );
  const event = {
    ...Object.fromEntries(attributes),
    datacontenttype: headers['content-type'],
    data: parsed(value),
  };
  return isCloudEvent(event) ? event : undefined;
}

/** The event that a text in JSON, as `cloudEventText` makes it, holds; undefined for what is no event of a feed of Acta. */
export function cloudEventOfText(text: string): CloudEvent | undefined {
  const event = parsed(text);
  return isCloudEvent(event) ? event : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const POSITION_TEXT = /^(0|[1-9][0-9]{0,15})$/;
const ALWAYS_THERE = [
  'id',
  'subject',
  'time',
  'recordedtime',
  'actor',
  'correlationid',
  'causationid',
  'dataschema',
] as const satisfies readonly (keyof CloudEvent)[];

/** Whether it is an event of a feed of Acta. What an attribute may be is not looked at more closely than to use it safely. */
function isCloudEvent(value: unknown): value is CloudEvent {
  if (!isObject(value)) return false;
  const { specversion, source, type, position, previousposition, datacontenttype, data } = value;
  return (
    specversion === '1.0' &&
    matches(source, /^urn:acta:/) &&
    matches(type, /^int\.acta\./) &&
    matches(position, POSITION_TEXT) &&
    matches(previousposition, POSITION_TEXT) &&
    datacontenttype === 'application/json' &&
    ALWAYS_THERE.every((name) => typeof value[name] === 'string') &&
    isObject(data)
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function matches(value: unknown, form: RegExp): boolean {
  return typeof value === 'string' && form.test(value);
}
