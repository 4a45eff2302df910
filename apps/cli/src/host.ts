import { existsSync } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Answer,
  FeedReader,
  type Known,
  type When,
  cloudEventText,
  digestOf,
  exportLog,
  feedPages,
  positionBefore,
  restoreLog,
} from '@acta/application';
import { render, speakingNote } from '@acta/reporting';
import {
  type Acta,
  ActaModule,
  type Config,
  DraftCorrigendum,
  FindAccess,
  FindActs,
  ImportCommands,
  ListSubjects,
  MandateMatrixDocumentQuery,
  RecordAct,
  ReplayGroup,
  ReportDocumentQuery,
  ShowChanges,
  ShowContribution,
  ShowGroup,
  ShowHistory,
  ShowLiaisonStatement,
  ShowMandateMatrix,
  ShowMeeting,
  ShowOffices,
  ShowOutcome,
  ShowRedline,
  ShowReport,
  ShowStaleReports,
  ShowStep,
  ShowTimeline,
  SummaryDocumentQuery,
  backUp,
  dataFolder,
  developmentToken,
  examine,
  feedProgress,
  loadConfig,
  localCaller,
  migrate,
  openActa,
  redriveFeed,
  reopen,
  replayToTopic,
  restoreBackup,
} from '@acta/runtime';
import { NestFactory } from '@nestjs/core';
import { CommandBus, type Query, QueryBus } from '@nestjs/cqrs';
import { serve } from './serve.js';
import type { ActaHost, ActaServices, OpenMode, Progress, TailAsk } from './services.js';
import type { Subject } from './subject.js';

/** The record on this machine: the embedded store, configured by flags and the environment. */
export function localHost(env: Readonly<Record<string, string | undefined>>): ActaHost {
  return {
    async open(flags, mode, progress) {
      const config = loadConfig(env, flags);
      const acta = await openIn(mode, config, progress);
      try {
        return await servicesOn(acta);
      } catch (error) {
        await acta.close();
        throw error;
      }
    },
    backup: (flags, folder, progress) => backUp(loadConfig(env, flags), folder, progress),
    restore: (flags, from, progress) => restore(loadConfig(env, flags), from, progress),
    migrate: (flags, ends, progress) => migrate(loadConfig(env, flags), ends, progress),
    reopen: async (flags, store) => reopen(loadConfig(env, flags), store),
    doctor: (flags) => examine(loadConfig(env, flags)),
    feedProgress: (flags) => feedProgress(loadConfig(env, flags)),
    redriveFeed: (flags) => redriveFeed(loadConfig(env, flags)),
    replayFeed: (flags, ask, progress, signal) =>
      replayToTopic(loadConfig(env, flags), ask, {
        onProgress: (done, total) => progress('replayed', done, total),
        signal,
      }),
    developmentToken: (flags, ask) => developmentToken(loadConfig(env, flags), ask),
    serve: (flags) => serve(loadConfig(env, flags), env),
  };
}

function openIn(mode: OpenMode, config: Config, progress?: Progress): Promise<Acta> {
  switch (mode) {
    case 'rehearse':
      return openForRehearsal(config);
    case 'read':
      return openActa(config, { mode });
    case 'write':
      return openCurrent(config, progress);
  }
}

/** The record to write, once it holds what the store holds where it is kept by one. */
async function openCurrent(config: Config, progress?: Progress): Promise<Acta> {
  const acta = await openActa(config, { mode: 'write' });
  try {
    await acta.following?.caughtUp(({ position }) => progress?.('caught up to position', position));
    return acta;
  } catch (error) {
    await acta.close();
    throw error;
  }
}

/** The record to read, or an empty one in a folder that goes when it is closed. */
async function openForRehearsal(config: Config): Promise<Acta> {
  if (existsSync(dataFolder(config).journal)) return openActa(config, { mode: 'read' });
  const passing = await mkdtemp(join(tmpdir(), 'acta-rehearsal-'));
  const acta = await openActa(
    {
      ...config,
      data: join(passing, 'data'),
      keys: join(passing, 'persons.keys'),
      documents: undefined,
      store: undefined,
    },
    { mode: 'write' },
  );
  return {
    ...acta,
    async close() {
      await acta.close();
      await rm(passing, { recursive: true });
    },
  };
}

/** Questions and acts go through the buses, as everywhere; what concerns the files goes to the record itself. */
async function servicesOn(acta: Acta): Promise<ActaServices> {
  const context = await NestFactory.createApplicationContext(ActaModule.on(acta), {
    logger: false,
    abortOnError: false,
  });
  const commands = context.get(CommandBus);
  const queries = context.get(QueryBus);
  const { language } = acta.config;
  const caller = () => localCaller(acta.folder.caller);
  const reader = localCaller(acta.folder.caller, false);
  return {
    import: (file, { dryRun, progress }) =>
      commands.execute(
        new ImportCommands(file, localCaller(acta.folder.caller, !dryRun), { dryRun, progress }),
      ),
    execute: (submission) => commands.execute(new RecordAct({ ...submission, principal: caller() })),
    report: (ask) => queries.execute(new ReportDocumentQuery(reader, { ...ask, language })),
    summary: (ask) => queries.execute(new SummaryDocumentQuery(reader, { ...ask, language })),
    mandateMatrix: (ask) => queries.execute(new MandateMatrixDocumentQuery(reader, { ...ask, language })),
    view: (subject, when) => queries.execute(questionOf(reader, subject, when)),
    timeline: (ask) => queries.execute(new ShowTimeline(reader, ask)),
    replay: (ask) => queries.execute(new ReplayGroup(reader, ask)),
    redline: (ask) => queries.execute(new ShowRedline(reader, { ...ask, language })),
    staleReports: (group, when) => queries.execute(new ShowStaleReports(reader, { group, when })),
    async corrigendum({ format, ...ask }) {
      const { document } = await queries.execute(new DraftCorrigendum(reader, ask));
      return render(document, format);
    },
    history: (ask) => queries.execute(new ShowHistory(reader, ask)),
    investigate: (ask) => queries.execute(new FindActs(reader, ask)),
    accesses: (ask) => queries.execute(new FindAccess(reader, ask)),
    step: (ask) => queries.execute(new ShowStep(reader, { ...ask, language })),
    changes: (ask) => queries.execute(new ShowChanges(reader, ask)),
    async changesNote(ask) {
      const { point, since, value } = await queries.execute(new ShowChanges(reader, ask));
      return speakingNote({ group: ask.group, since, point, changes: value }, language);
    },
    list: (ask) => queries.execute(new ListSubjects(reader, ask)),
    digest: async (position) => digestOf(acta.journal, position),
    tail: (ask, take, signal) => tail(acta, reader, ask, { take, signal }),
    async exportTo(file, progress) {
      const { subject } = reader;
      const position = acta.journal.head().position;
      const resource = 'log';
      acta.accessLog.note({ at: acta.clock(), kind: 'export', act: 'export', resource, subject, position });
      return exportLog(file, acta, (done, total) => progress('exported', done, total));
    },
    async rebuild(progress) {
      for (const circle of acta.listedCircles())
        await acta
          .listsFor(circle)
          .indexer.rebuild((done, total) => progress(`rebuilt for ${circle}`, done, total));
      return { position: acta.index.cursor() };
    },
    async close() {
      await context.close();
      await acta.close();
    },
  };
}

/** The feed as whoever holds the folder sees it. */
async function tail(
  acta: Acta,
  principal: Known,
  { from, filter, isFollowing }: TailAsk,
  { take, signal }: { take: (text: string) => Promise<void>; signal: AbortSignal },
): Promise<void> {
  const { journal, access } = acta;
  const after = from === undefined ? journal.head().position : positionBefore(journal, from);
  const stretch = { filter, reader: new FeedReader(principal, access), after, isFollowing };
  let previous = after;
  for await (const { found } of feedPages(stretch, acta, signal))
    for (const { position, common } of found) {
      await take(cloudEventText(common, { previous, replay: false }));
      previous = position;
    }
}

/** The question that asks for a subject's view. */
function questionOf(reader: Known, subject: Subject, when: When): Query<Answer<object>> {
  switch (subject.kind) {
    case 'group':
      return new ShowGroup(reader, subject, when);
    case 'mandate-matrix':
      return new ShowMandateMatrix(reader, subject, when);
    case 'offices':
      return new ShowOffices(reader, subject, when);
    case 'meeting':
      return new ShowMeeting(reader, subject, when);
    case 'outcome':
      return new ShowOutcome(reader, subject, when);
    case 'contribution':
      return new ShowContribution(reader, subject, when);
    case 'liaison-statement':
      return new ShowLiaisonStatement(reader, subject, when);
    case 'report':
      return new ShowReport(reader, subject, when);
  }
}

/** From a folder, a backup; from a file, an export. */
async function restore(config: Config, from: string, progress: Progress): Promise<{ position: number }> {
  if ((await stat(from)).isDirectory()) return restoreBackup(config, from, progress);
  const acta = await openCurrent(config, progress);
  try {
    await restoreLog(from, acta, progress);
    return { position: acta.journal.head().position };
  } finally {
    await acta.close();
  }
}
