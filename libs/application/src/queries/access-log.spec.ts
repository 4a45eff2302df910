import { describe, expect, it } from '@jest/globals';
import type { AccessPage, AccessRecord } from '../ports/access-log.js';
import { accessCsv } from './access-log.js';

const record = (resource: string, more: Partial<AccessRecord> = {}): AccessRecord => ({
  at: Date.UTC(2026, 0, 5),
  kind: 'denied',
  act: 'export',
  resource,
  ...more,
});

async function csvOf(pages: readonly AccessPage[]): Promise<{ text: string; asked: (string | undefined)[] }> {
  const asked: (string | undefined)[] = [];
  const parts: string[] = [];
  for await (const part of accessCsv(async (after) => {
    asked.push(after);
    return pages[asked.length - 1] ?? { items: [] };
  }))
    parts.push(part);
  return { text: parts.join(''), asked };
}

describe('the access log as CSV', () => {
  it('has all pages under one header, newest first', async () => {
    const full = { subject: 'id-1', role: 'auditor', group: 'CWG-COP', position: 9 } as const;
    const { text, asked } = await csvOf([
      { items: [record('a', full), record('b')], next: '2' },
      { items: [record('c')] },
    ]);
    expect(asked).toEqual([undefined, '2']);
    expect(text).toBe(
      'at,kind,subject,acting as,group,act,resource,position\r\n' +
        '2026-01-05T00:00:00.000Z,denied,id-1,auditor,CWG-COP,export,a,9\r\n' +
        '2026-01-05T00:00:00.000Z,denied,,,,export,b,\r\n' +
        '2026-01-05T00:00:00.000Z,denied,,,,export,c,\r\n',
    );
  });

  it('is a header alone where nothing is found', async () => {
    expect((await csvOf([{ items: [] }])).text.split('\r\n')).toHaveLength(2);
  });

  it.each(['=1+1', '+1', '-1', '@x', '\t=1'])('gives %j as text, on every page', async (formula) => {
    const pages = [{ items: [record(formula)], next: '1' }, { items: [record(formula)] }];
    const { text } = await csvOf(pages);
    const cells = text.split('\r\n').slice(1, 3);
    for (const line of cells) expect(line).toMatch(/,"?'[=+\-@\t]/);
  });
});
