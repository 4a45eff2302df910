import { type Acta, ActaModule } from '@acta/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { DocumentsController } from './documents.controller.js';
import { AtomController } from './feed/atom.controller.js';
import { EventsController } from './feed/events.controller.js';
import { SchemasController } from './feed/schemas.controller.js';
import { Streams } from './feed/streams.js';
import { Webhooks } from './feed/webhooks.js';
import { WebhooksController } from './feed/webhooks.controller.js';
import { HomeController } from './home.controller.js';
import { ListsController } from './lists.controller.js';
import { ProblemFilter } from './problem.filter.js';
import { ViewsController } from './views.controller.js';

@Module({})
export class AppModule {
  static on(acta: Acta): DynamicModule {
    return {
      module: AppModule,
      imports: [ActaModule.on(acta)],
      controllers: [
        HomeController,
        DocumentsController,
        ViewsController,
        ListsController,
        EventsController,
        AtomController,
        WebhooksController,
        SchemasController,
      ],
      providers: [
        Streams,
        Webhooks,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
      ],
    };
  }
}
