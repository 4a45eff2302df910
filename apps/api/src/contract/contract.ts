import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { type INestApplication, Injectable } from '@nestjs/common';
import { openApiOf } from './document.js';

const require = createRequire(import.meta.url);

/** The application's OpenAPI document, made when it is first asked for, and the feed's AsyncAPI document. */
@Injectable()
export class ApiContract {
  #app: INestApplication | undefined;
  #text: string | undefined;
  #feedText: string | undefined;

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
    return etagOf(this.text());
  }

  /** The feed's document, as schemas/asyncapi.json has it, with the schemas where the API serves them. */
  feedText(): string {
    return (this.#feedText ??= `${JSON.stringify(
      require('@acta/schemas/asyncapi.json'),
      (key, value: unknown) =>
        key === '$ref' && typeof value === 'string' ? value.replace(/^\.\//, './schemas/') : value,
      2,
    )}\n`);
  }

  /** Changes with the feed's document. */
  feedEtag(): string {
    return etagOf(this.feedText());
  }
}

function etagOf(text: string): string {
  return `"${createHash('sha256').update(text).digest('base64url').slice(0, 22)}"`;
}
