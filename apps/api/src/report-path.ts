import type { Coverage } from '@acta/domain';
import { IsIn, Matches } from 'class-validator';

const MEETINGS = /^[1-9]\d{0,8}(\+[1-9]\d{0,8}){0,99}$/;
const PERIOD = /^([A-Z][A-Z0-9-]{0,63})\.\.([A-Z][A-Z0-9-]{0,63})$/;

/** What a report covers, as its address says it: PP-18..PP-22, or 15+16. Undefined for anything else. */
export function coverageOf(covers: string): Coverage | undefined {
  if (MEETINGS.test(covers)) return { meetings: covers.split('+').map(Number) };
  const [, from, to] = PERIOD.exec(covers) ?? [];
  return from === undefined || to === undefined ? undefined : { period: { from, to } };
}

/** A report's address: /groups/CWG-COP/reports/four-year/PP-18..PP-22, or …/annual/15+16 for meetings. */
export class ReportPath {
  @Matches(/^[A-Z][A-Z0-9-]{0,63}$/, { message: 'the group is a code such as CWG-COP' })
  group!: string;

  @IsIn(['four-year', 'annual', 'meeting'])
  kind!: 'four-year' | 'annual' | 'meeting';

  @Matches(new RegExp(`${PERIOD.source}|${MEETINGS.source}`), {
    message: 'a report covers a period such as PP-18..PP-22, or meetings such as 15+16',
  })
  covers!: string;

  coverage(): Coverage {
    return coverageOf(this.covers) ?? {};
  }
}
