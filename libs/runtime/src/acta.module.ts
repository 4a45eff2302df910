import { type DynamicModule, Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ACTA, handlers } from './buses.js';
import { OneHandlerEach } from './one-handler.js';
import type { Acta } from './open.js';

/** The command and query buses on an open record. Whoever opened the record closes it. */
@Module({})
export class ActaModule {
  static on(acta: Acta): DynamicModule {
    return {
      module: ActaModule,
      imports: [CqrsModule.forRoot()],
      providers: [{ provide: ACTA, useValue: acta }, OneHandlerEach, ...handlers],
      exports: [CqrsModule, ACTA],
    };
  }
}
