import type { ActBase, EventOf } from '../../kernel/event.js';
import { type Held, held } from '../../kernel/held.js';
import { type Touched, touch } from '../../kernel/touched.js';
import type { Classification, Identifier, Line, Ordinal, SubjectId, Uuid } from '../../kernel/values.js';
import type { ContributionContent, ContributionDisposedOf, ContributionEvents } from './events.js';

export type ContributionStatus = 'submitted' | 'presented' | 'disposed-of' | 'withdrawn' | 'carried-over';

export interface Contribution extends Touched {
  number: Identifier;
  status: ContributionStatus;
  content: ContributionContent;
  /** Numbers of its revisions, oldest first. */
  revisions: Held<Identifier>[];
  submitted: Held<object>;
  presentedBy?: Held<Line>;
  disposal?: Held<ContributionDisposedOf>;
  carriedOverFrom?: Ordinal;
  carriedOverTo?: Ordinal;
  classification: Classification;
  /** Who recorded its submission. */
  submittedBy: SubjectId;
  /** Every event that shaped it, in order of effect. */
  events: Uuid[];
}

export type Contributions = Map<Identifier, Contribution>;

export function evolveContribution(
  contributions: Contributions,
  act: ActBase & EventOf<ContributionEvents>,
): void {
  if (act.type === 'contribution-submitted') {
    const { number, carriedOverFrom, classification = 'public', state, ...content } = act.data;
    contributions.set(number, {
      number,
      status: state ?? 'submitted',
      content,
      revisions: [],
      submitted: held(act, {}),
      ...(carriedOverFrom === undefined ? {} : { carriedOverFrom }),
      classification,
      submittedBy: act.metadata.actor,
      events: [act.id],
      revision: act.revision,
    });
    return;
  }
  const contribution = contributions.get(act.data.number);
  if (contribution === undefined) return;
  contribution.events.push(act.id);
  touch(contribution, act);
  switch (act.type) {
    case 'contribution-revised': {
      const { number: _number, revisedAs, ...content } = act.data;
      contribution.content = { ...contribution.content, ...content };
      contribution.revisions.push(held(act, revisedAs));
      return;
    }
    case 'contribution-presented':
      contribution.status = 'presented';
      if (act.data.by !== undefined) contribution.presentedBy = held(act, act.data.by);
      return;
    case 'contribution-disposed-of':
      contribution.status = 'disposed-of';
      contribution.disposal = held(act, act.data);
      return;
    case 'contribution-withdrawn':
      contribution.status = 'withdrawn';
      return;
    case 'contribution-carried-over':
      contribution.status = 'carried-over';
      contribution.carriedOverTo = act.data.to;
      return;
    case 'contribution-classified':
      contribution.classification = act.data.classification;
      return;
  }
}
