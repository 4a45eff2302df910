import { expect, it } from '@jest/globals';
import { callersTrace } from './correlation.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';
const of = (traceparent: string) => callersTrace({ headers: { traceparent } });

it.each([`00-${TRACE}-${SPAN}-01`, `00-${TRACE}-${SPAN}-00`, `01-${TRACE}-${SPAN}-00-more`])(
  'a trace is read from %s',
  (sent) => {
    expect(of(sent)).toEqual({
      id: '4bf92f35-77b3-4da6-a3ce-929d0e0e4736',
      parent: SPAN,
      span: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  },
);

it.each([
  ['another form', `00-${TRACE}-${SPAN}`],
  ['upper case', `00-${TRACE.toUpperCase()}-${SPAN}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${SPAN}-01`],
  ['no span', `00-${TRACE}-${'0'.repeat(16)}-01`],
  ['the version that there is not', `ff-${TRACE}-${SPAN}-01`],
  ['more than version 00 says', `00-${TRACE}-${SPAN}-01-more`],
  ['two', `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`],
])('%s is no trace', (_, sent) => {
  expect(of(sent)).toBeUndefined();
});
