import type { Readable } from 'node:stream';
import { type Known, NotFound, acceptDocument, documentTypes } from '@acta/application';
import type { DocumentRef } from '@acta/domain';
import { ACTA, type Acta, ShowContribution, ShowLiaisonStatement } from '@acta/runtime';
import { Controller, Get, Inject, Param, ParseIntPipe, Post, Query, Req } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, Matches, MaxLength } from 'class-validator';
import type { FastifyRequest } from 'fastify';
import { Requires } from '../access/access.guard.js';
import { KnownCaller } from '../access/caller.js';
import { Asked, type Asking, describe, digestOf } from '../answer.js';
import { Documented, reads, ref } from '../contract/documented.js';
import { Streamed } from '../streamed.js';
import { WhenDto, whenOf } from '../when.dto.js';

const FILE_NAME = /^[^\u0000-\u001f\u007f/\\]+$/;

class UploadDto {
  /** The file's name, as an act may record it. */
  @ApiPropertyOptional({
    description: 'The file’s name, as an act may record it.',
    pattern: FILE_NAME.source,
    maxLength: 255,
    example: 'contribution-5.docx',
  })
  @IsOptional()
  @IsString()
  @MaxLength(255)
  @Matches(FILE_NAME, { message: 'fileName is a name, without a path' })
  fileName?: string;
}

/** Files of contributions and liaison statements: put in by their bytes, got by what they belong to. */
@Controller('groups/:group')
export class DocumentsController {
  constructor(
    private readonly queries: QueryBus,
    @Inject(ACTA) private readonly acta: Acta,
  ) {}

  /** The answer is what an act names the document by. It is held from then on, and shown nowhere until an act does. */
  @Post('documents')
  @Documented({
    id: 'upload-document',
    summary: 'Put a document in, to be named by an act',
    success: [
      {
        status: 201,
        description: 'It is held; an act names it so.',
        content: { 'application/json': ref('DocumentRef') },
      },
    ],
    refusals: [413, 415, 422],
    body: {
      required: true,
      content: Object.fromEntries(
        documentTypes.map((type) => [type, { schema: { type: 'string', contentMediaType: type } }]),
      ),
    },
  })
  @Requires('upload-document')
  @Streamed(documentTypes)
  async upload(
    @KnownCaller() { subject }: Known,
    @Req() request: FastifyRequest,
    @Query() { fileName }: UploadDto,
  ): Promise<DocumentRef> {
    const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
    const upload = {
      by: subject,
      bytes: request.body as Readable,
      mediaType,
      ...(fileName === undefined ? {} : { fileName }),
    };
    return acceptDocument(upload, { blobs: this.acta.blobs, scanner: this.acta.scanner });
  }

  @Get('meetings/:meeting/contributions/:number/document')
  @Documented({ id: 'contribution-document', summary: 'Get the document of a contribution', ...reads.file() })
  @Requires('read-public')
  async ofContribution(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('meeting', ParseIntPipe) meeting: number,
    @Param('number') number: string,
    @Query() when: WhenDto,
  ): Promise<Buffer> {
    const question = new ShowContribution(asked.principal, { group, meeting, number }, whenOf(when));
    const { point, value } = await this.queries.execute(question);
    if (value.document === undefined)
      throw new NotFound(`no document of contribution ${number} in the record`);
    return this.#send(asked, value.document, (etag) => describe(asked, question, point, etag));
  }

  @Get('liaison-statements/:id/attachments/:sha256')
  @Documented({
    id: 'liaison-attachment',
    summary: 'Get an attachment of a liaison statement',
    ...reads.file(),
  })
  @Requires('read-public')
  async ofStatement(
    @Asked() asked: Asking,
    @Param('group') group: string,
    @Param('id') id: string,
    @Param('sha256') sha256: string,
    @Query() when: WhenDto,
  ): Promise<Buffer> {
    const question = new ShowLiaisonStatement(asked.principal, { group, id }, whenOf(when));
    const { point, value } = await this.queries.execute(question);
    const attachment = value.attachments.find((each) => each.sha256 === sha256);
    if (attachment === undefined) throw new NotFound(`no such attachment of liaison statement ${id}`);
    return this.#send(asked, attachment, (etag) => describe(asked, question, point, etag));
  }

  /** As a file to keep, never as a page of ours: what is in it was written by others. */
  async #send(
    { reply }: Asking,
    { sha256, mediaType, fileName }: DocumentRef,
    describing: (etag: string) => void,
  ): Promise<Buffer> {
    const bytes = await this.acta.blobs.get(sha256);
    if (bytes === undefined)
      throw new NotFound(`the bytes of ${sha256} are not held here; only their hash is known`);
    describing(`"${digestOf(sha256)}"`);
    // RFC 8187: what encodeURIComponent leaves as it is, but a header does not take.
    const name = encodeURIComponent(fileName ?? sha256).replace(
      /['()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    );
    void reply
      .header('content-type', mediaType)
      .header('content-disposition', `attachment; filename*=UTF-8''${name}`);
    return Buffer.from(bytes);
  }
}
