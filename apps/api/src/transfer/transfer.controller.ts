import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Known, digestOf, exportLog } from '@acta/application';
import { ACTA, type Acta, ImportCommands } from '@acta/runtime';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  PayloadTooLargeException,
  Post,
  Query,
  Req,
  StreamableFile,
  UnsupportedMediaTypeException,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, Matches } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { Documented, answersWith, ref } from '../contract/documented.js';
import type { DigestJson, ImportJson } from '../contract/wire.js';
import { Streamed } from '../streamed.js';
import { MinPosition, POSITION } from '../when.dto.js';
import { callersTrace } from '../watch/correlation.js';

/** Commands, one a line. */
export const BATCH_TYPE = 'application/x-ndjson';

/** The most that one import may have, in bytes. */
const MAX_IMPORT_BYTES = 64 * 1024 * 1024;

class ImportDto {
  @ApiPropertyOptional({
    description: '`true`: check the commands, rules included, and write nothing.',
    enum: ['true', 'false'],
    default: 'false',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  dryRun?: 'true' | 'false';
}

class DigestDto {
  @ApiPropertyOptional({
    description: 'Up to which position; the newest where absent.',
    pattern: POSITION.source,
    example: '46',
  })
  @IsOptional()
  @Matches(POSITION, { message: 'position must be a position, a whole number' })
  position?: string;

  @MinPosition()
  minPosition?: string;
}

/** The record as a whole: commands in, the log out. */
@Controller()
export class TransferController {
  constructor(
    private readonly commands: CommandBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  /** By what two nodes, two stores, or a record and its backup are compared. */
  @Get('digest')
  @Documented({
    id: 'digest',
    summary: 'Read the digest of the log up to a position',
    description:
      'Two logs hold the same events in the same order up to a position when their digests there are equal.',
    ...answersWith(
      'application/json',
      ref('DigestJson'),
      'A running SHA-256 over the hashed forms of the events, in order.',
    ),
    refusals: [400],
  })
  @Requires('read-public')
  digest(@Query() { position }: DigestDto): DigestJson {
    const found = digestOf(this.acta.journal, position === undefined ? undefined : Number(position));
    return { position: String(found.position), digest: found.digest };
  }

  /** Records a batch of commands as backfill, one a line; all are checked before the first is written. */
  @Post('imports')
  @Documented({
    id: 'import',
    summary: 'Record a batch of commands as backfill',
    description: 'One command a line. All are checked, rules included, before the first is written.',
    ...answersWith('application/json', ref('ImportJson'), 'What became of the commands.'),
    refusals: [413, 415],
    body: {
      required: true,
      content: { [BATCH_TYPE]: { schema: { type: 'string' } } },
    },
  })
  @HttpCode(200)
  @Requires('import')
  @Streamed([BATCH_TYPE])
  async import(
    @KnownCaller() principal: Known,
    @Req() request: FastifyRequest,
    @Query() { dryRun }: ImportDto,
  ): Promise<ImportJson> {
    const { body } = request;
    if (!(body instanceof Readable))
      throw new UnsupportedMediaTypeException(`commands are posted as ${BATCH_TYPE}`);
    return inPassingFolder(async (folder) => {
      const file = join(folder, 'commands.ndjson');
      await pipeline(body, upTo(MAX_IMPORT_BYTES), createWriteStream(file, { mode: 0o600 }));
      const correlationId = callersTrace(request)?.id;
      const options = {
        dryRun: dryRun === 'true',
        ...(correlationId === undefined ? {} : { correlationId }),
      };
      const report = await this.commands.execute(new ImportCommands(file, principal, options));
      return { ...report, position: String(report.position) };
    });
  }

  /** The whole log in one file, from which the same log can be restored. Persons' keys are not in it. */
  @Get('export')
  @Documented({
    id: 'export',
    summary: 'Get the whole log in one file',
    ...answersWith(
      'application/x-ndjson',
      { type: 'string' },
      'Every event and document; `acta restore` reads it.',
    ),
  })
  @Requires('export')
  async export(@KnownCaller() { subject }: Known): Promise<StreamableFile> {
    const { position } = this.acta.journal.head();
    this.acta.accessLog.note({
      at: this.acta.clock(),
      kind: 'export',
      subject,
      act: 'export',
      resource: 'log',
      position,
    });
    const folder = await mkdtemp(join(tmpdir(), 'acta-export-'));
    const remove = () => void rm(folder, { recursive: true, force: true });
    try {
      const file = join(folder, 'export.ndjson');
      await exportLog(file, this.acta);
      return new StreamableFile(createReadStream(file).once('close', remove), {
        type: 'application/x-ndjson',
        disposition: `attachment; filename="acta-${this.acta.log.name}-${String(position)}.ndjson"`,
      });
    } catch (error) {
      remove();
      throw error;
    }
  }
}

async function inPassingFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'acta-import-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function upTo(limit: number): Transform {
  let size = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      size += chunk.length;
      if (size > limit) done(new PayloadTooLargeException(`an import has at most ${String(limit)} bytes`));
      else done(null, chunk);
    },
  });
}
