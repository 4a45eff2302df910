import { ACTA, type Acta, ActaModule } from '@acta/runtime';
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import { AccessLogController } from './access/access-log.controller.js';
import { AccessGuard } from './access/access.guard.js';
import { identifyCallers } from './access/caller.js';
import { MeController } from './access/me.controller.js';
import { AnswerDesk } from './answer.js';
import { actControllers } from './acts/act.controllers.js';
import { ActEdge } from './acts/act.edge.js';
import { CommandsController } from './acts/commands.controller.js';
import { CommandsInFlight } from './acts/in-flight.js';
import { ChangesController } from './changes/changes.controller.js';
import { StepController } from './changes/step.controller.js';
import { CalendarController } from './calendar.controller.js';
import { DocumentsController } from './documents/documents.controller.js';
import { ReportsController } from './reports.controller.js';
import { TransferController } from './transfer/transfer.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { StalenessController } from './audit/staleness.controller.js';
import { AtomController } from './feed/atom.controller.js';
import { EventsController } from './feed/events.controller.js';
import { SchemasController } from './feed/schemas.controller.js';
import { Streams } from './feed/streams.js';
import { PlacesInterceptor } from './check-places.js';
import { ContractController } from './contract/contract.controller.js';
import { ApiContract } from './contract/contract.js';
import { Webhooks } from './feed/webhooks.js';
import { WebhooksController } from './feed/webhooks.controller.js';
import { HomeController } from './home.controller.js';
import { type Limits, standardLimits } from './limits.js';
import { ListsController } from './lists.controller.js';
import { MinPositionInterceptor } from './min-position.js';
import { ProblemFilter } from './problem.filter.js';
import { MandateMatrixController } from './documents/mandate-matrix.controller.js';
import { ViewsController } from './views.controller.js';

@Module({})
export class AppModule implements OnModuleInit {
  static on(acta: Acta, { answerMs }: Limits = standardLimits): DynamicModule {
    return {
      module: AppModule,
      imports: [ActaModule.on(acta)],
      controllers: [
        HomeController,
        ContractController,
        ReportsController,
        DocumentsController,
        TransferController,
        CalendarController,
        ViewsController,
        MandateMatrixController,
        AuditController,
        StalenessController,
        ChangesController,
        StepController,
        ListsController,
        CommandsController,
        EventsController,
        AtomController,
        WebhooksController,
        SchemasController,
        MeController,
        AccessLogController,
        ...actControllers,
      ],
      providers: [
        ActEdge,
        AnswerDesk,
        ApiContract,
        { provide: CommandsInFlight, useValue: new CommandsInFlight(answerMs) },
        Streams,
        Webhooks,
        { provide: APP_FILTER, useClass: ProblemFilter },
        { provide: APP_GUARD, useClass: AccessGuard },
        { provide: APP_INTERCEPTOR, useClass: PlacesInterceptor },
        { provide: APP_INTERCEPTOR, useClass: MinPositionInterceptor },
      ],
    };
  }

  constructor(
    private readonly host: HttpAdapterHost<FastifyAdapter>,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  onModuleInit(): void {
    identifyCallers(this.host.httpAdapter.getInstance(), this.acta);
  }
}
