import type { GroupCode, SubjectId } from '@acta/domain';
import type { Access } from '../access/access.js';
import { type Principal, anybody } from '../access/principal.js';
import { type Circle, type Viewer, viewerOf } from '../access/viewer.js';

const LEVELS = ['members', 'states', 'draft'] as const;

/** Whoever reads a feed, with what their roles let them see. Roles end and begin while they read: `renew` tells. */
export class FeedReader {
  readonly #access: Pick<Access, 'viewer'>;
  readonly #levels = new Map<GroupCode, string>();
  #viewer: Viewer;

  constructor(
    readonly principal: Principal,
    access: Pick<Access, 'viewer'>,
  ) {
    this.#access = access;
    this.#viewer = access.viewer(principal);
  }

  get subject(): SubjectId | undefined {
    return this.principal.subject;
  }

  get viewer(): Viewer {
    return this.#viewer;
  }

  /** Judges anew, on the roles that hold now. */
  renew(): void {
    this.#levels.clear();
    this.#viewer = this.#access.viewer(this.principal);
  }

  /** Equal for all to whom what is restricted in a group looks alike, what they submitted themselves left aside. */
  levelIn(group: GroupCode): string {
    let level = this.#levels.get(group);
    if (level === undefined) {
      level = LEVELS.map((classification) => Number(this.#viewer.mayRead(group, { classification }))).join(
        '',
      );
      this.#levels.set(group, level);
    }
    return level;
  }
}

/** Whoever belongs to a circle, whoever they are. */
export function circleReader(circle: Circle): FeedReader {
  return new FeedReader(anybody, { viewer: () => viewerOf(circle) });
}
