import type { Day } from '@acta/domain';

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day and the time (hh:mm) of a moment in a zone. @throws RangeError for a name that is no zone */
export function inZone(milliseconds: number, zone: string): { day: Day; time: string } {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'iso8601',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    formats.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(milliseconds).map(({ type, value }) => [type, value]));
  const { year = '', month = '', day = '', hour = '', minute = '' } = part;
  return { day: `${year.padStart(4, '0')}-${month}-${day}`, time: `${hour}:${minute}` };
}

/** Whether a name is a time zone's. */
export function isZone(name: string): boolean {
  try {
    inZone(0, name);
    return true;
  } catch {
    return false;
  }
}
