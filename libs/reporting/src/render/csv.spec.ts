import { describe, expect, it } from '@jest/globals';
import { renderCsv } from './csv.js';

describe('CSV', () => {
  it('has a header, CR LF, and quotes where they are needed', () => {
    expect(
      renderCsv(
        ['a', 'b'],
        [
          ['x, y', 'say "so"'],
          [undefined, 7],
        ],
      ),
    ).toBe('a,b\r\n"x, y","say ""so"""\r\n,7\r\n');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '＠x'])(
    'gives %j as text, not as a formula',
    (formula) => {
      const [, cell = ''] = renderCsv(['a'], [[formula]]).split(/\r\n/);
      expect(cell.replace(/^"/, '').startsWith("'")).toBe(true);
    },
  );
});
