import 'reflect-metadata';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Acta, ActaModule, RecordAct, ShowGroup, openActa } from '@acta/runtime';
import { Module, type Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandHandler, QueryHandler } from '@nestjs/cqrs';
import { type Temporary, temporaryFolder } from '../support/temporary.js';

@CommandHandler(RecordAct)
class SecondRecorder {
  async execute(): Promise<never> {
    throw new Error('never called');
  }
}

@QueryHandler(ShowGroup)
class SecondAnswer {
  async execute(): Promise<never> {
    throw new Error('never called');
  }
}

describe('an application', () => {
  let temporary: Temporary;
  let acta: Acta;

  beforeEach(async () => {
    temporary = temporaryFolder();
    acta = await openActa(temporary.config, { mode: 'write' });
  });
  afterEach(async () => {
    await acta.close();
    temporary.remove();
  });

  async function start(...planted: Type[]): Promise<void> {
    @Module({ imports: [ActaModule.on(acta)], providers: planted })
    class Root {}
    const context = await NestFactory.createApplicationContext(Root, { logger: false, abortOnError: false });
    await context.close();
  }

  it('starts with the handlers that there are', async () => {
    await expect(start()).resolves.toBeUndefined();
  });

  it('refuses to start with a second handler of a command, and names both', async () => {
    await expect(start(SecondRecorder)).rejects.toThrow(
      /^RecordAct has 2 handlers \((?=.*RecordActHandler)(?=.*SecondRecorder).*\); it must have exactly one$/,
    );
  });

  it('refuses to start with a second handler of a query, and names both', async () => {
    await expect(start(SecondAnswer)).rejects.toThrow(
      /^ShowGroup has 2 handlers \((?=.*ShowGroupHandler)(?=.*SecondAnswer).*\); it must have exactly one$/,
    );
  });
});
