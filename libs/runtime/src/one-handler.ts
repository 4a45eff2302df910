import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';

/** Under which @nestjs/cqrs notes on a handler class what it handles; it does not export them. */
const HANDLED = ['__commandHandler__', '__queryHandler__'] as const;

/**
 * Refuses to start when a command or a query has more than one handler. Nest's buses only warn and let the last one win,
 * so that which code runs would depend on the order of imports.
 */
@Injectable()
export class OneHandlerEach implements OnModuleInit {
  constructor(private readonly modules: ModulesContainer) {}

  onModuleInit(): void {
    const handlers = new Map<object, Set<object>>();
    for (const module of this.modules.values())
      for (const { metatype } of module.providers.values()) {
        if (typeof metatype !== 'function') continue;
        for (const key of HANDLED) {
          const handled = Reflect.getMetadata(key, metatype) as object | undefined;
          if (handled !== undefined)
            handlers.set(handled, (handlers.get(handled) ?? new Set()).add(metatype));
        }
      }
    if (handlers.size === 0)
      throw new Error('no handler found: @nestjs/cqrs notes them otherwise than it did');
    for (const [handled, classes] of handlers)
      if (classes.size > 1)
        throw new Error(
          `${nameOf(handled)} has ${String(classes.size)} handlers (${[...classes].map(nameOf).join(', ')}); it must have exactly one`,
        );
  }
}

function nameOf(type: object): string {
  return 'name' in type && typeof type.name === 'string' ? type.name : 'an unnamed class';
}
