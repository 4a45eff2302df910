import { describe, expect, it } from '@jest/globals';
import { given, idOf } from '@acta/testing';

const subject = idOf(77);

describe('a person', () => {
  it('is erased once', () => {
    const erased = given('person')
      .when({ type: 'erase-person', data: { subject } })
      .thenWrites('person-erased')
      .when({ type: 'erase-person', data: { subject } })
      .thenNothing()
      .when({ type: 'erase-person', data: { subject }, effectiveAt: '2030' })
      .thenRefused('person-erased', '/data/subject');
    expect(erased.stream).toBe(`person-${subject}`);
    expect(erased.state.erased).toBe(true);
  });

  it('erased, stays so: the key is gone', () => {
    given('person', { type: 'person-erased', data: { subject } })
      .when({ type: 'void-act', data: { act: idOf(1) }, reason: 'entered in error' })
      .thenRefused('irrevocable', '/data/act')
      .when({ type: 'redate-act', data: { act: idOf(1), effectiveAt: '2020' }, reason: 'wrong date' })
      .thenRefused('irrevocable', '/data/act');
  });
});
