import { describe, expect, it } from '@jest/globals';
import { given, idOf } from '@acta/testing';
import { eventFor, isEventType, schemaVersions } from '../catalogue.js';
import type { GroupEvents } from '../group/events.js';
import { upcasters } from '../upcasters.js';
import { NotUpcastable, type Upcasters, upcast } from './upcast.js';

/** How this event could have looked before: one name without a language, and before that no acronym apart. */
const steps: Upcasters = {
  'group-renamed': {
    1: (data) => {
      const { title } = data as { title: string };
      const [acronym, name] = title.split(': ') as [string, string];
      return { acronym, name };
    },
    2: (data) => {
      const { acronym, name } = data as { acronym: string; name: string };
      return { acronym, name: { language: 'en', text: name } };
    },
  },
};

const stored = Object.freeze({ title: 'CWG-COP: Council Working Group on Child Online Protection' });

describe('upcast', () => {
  it('brings an event from each version to the newest, and folds it', () => {
    const newest = upcast('group-renamed', stored, 1, 3, steps) as GroupEvents['group-renamed'];
    expect(newest).toEqual({
      acronym: 'CWG-COP',
      name: { language: 'en', text: 'Council Working Group on Child Online Protection' },
    });
    const second = { acronym: 'CWG-COP', name: 'Council Working Group on Child Online Protection' };
    expect(upcast('group-renamed', second, 2, 3, steps)).toEqual(newest);
    const { state } = given(
      'group',
      { type: 'group-established', data: { group: 'CWG-COP', acronym: 'WG-CP', name: newest.name } },
      { type: 'group-renamed', data: newest },
    );
    expect(state.names.at(-1)).toMatchObject({ value: { acronym: 'CWG-COP' }, event: idOf(2) });
  });

  it('leaves data of the newest version as it is', () => {
    expect(upcast('group-renamed', stored, 1, 1, {})).toBe(stored);
  });

  it('refuses a missing step and a version newer than this build', () => {
    const { 1: first } = steps['group-renamed'] as { 1: (data: unknown) => unknown };
    expect(() => upcast('group-renamed', stored, 1, 3, { 'group-renamed': { 1: first } })).toThrow(
      new NotUpcastable('no upcaster for group-renamed from version 2'),
    );
    expect(() => upcast('group-renewed', stored, 1, 2, steps)).toThrow(NotUpcastable);
    expect(() => upcast('group-renamed', stored, 4, 3, steps)).toThrow(
      /newer than this build, which knows 3/,
    );
  });

  it('has every step from the first published version of each type', () => {
    for (const [type, newest] of Object.entries(schemaVersions))
      for (let version = 1; version < newest; version++)
        expect(upcasters[type]?.[version]).toBeInstanceOf(Function);
    expect(Object.keys(upcasters).filter((type) => !isEventType(type))).toEqual([]);
  });
});

describe('the catalogue', () => {
  it('tells an event type and a command from a name that every object has', () => {
    expect(isEventType('group-renamed')).toBe(true);
    expect(isEventType('constructor')).toBe(false);
    expect(eventFor('rename-group')).toBe('group-renamed');
    expect(eventFor('constructor')).toBeUndefined();
  });
});
