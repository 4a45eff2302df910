import { createHash } from 'node:crypto';
import { type INestApplication, Injectable } from '@nestjs/common';
import { openApiOf } from './document.js';

/** The application's OpenAPI document, made when it is first asked for. */
@Injectable()
export class ApiContract {
  #app: INestApplication | undefined;
  #text: string | undefined;

  /** Tells which application to describe. */
  of(app: INestApplication): void {
    this.#app = app;
  }

  /** The document, as schemas/openapi.json has it. */
  text(): string {
    if (this.#app === undefined) throw new Error('no application was given to describe');
    return (this.#text ??= `${JSON.stringify(openApiOf(this.#app), undefined, 2)}\n`);
  }

  /** Changes with the document. */
  etag(): string {
    return `"${createHash('sha256').update(this.text()).digest('base64url').slice(0, 22)}"`;
  }
}
