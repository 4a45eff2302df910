import gossip from '@eventstore/db-client/generated/gossip_pb.js';
import gossipService from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import featuresService from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streamsService from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams, {
  type AppendReq,
  type AppendResp,
  type TombstoneReq,
  type TombstoneResp,
} from '@eventstore/db-client/generated/streams_pb.js';
import {
  type Metadata,
  Server,
  ServerCredentials,
  type ServerReadableStream,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Expected, type FakeLog, type ProposedEvent, createFakeLog } from './log.js';
import { appendMessage, errors, nameIn } from './messages.js';
import { type ReadCall, readOnce, subscribe } from './reading.js';

/** What becomes of an append whose answer gets lost. */
interface LostAnswer {
  written: boolean;
  /** Whether the caller hears that it took too long, that the connection broke, or nothing until its deadline. */
  instead: 'timeout' | 'broken' | 'silence';
}

/** What the fake does wrong, to be changed while it runs. */
export interface Faults {
  /** Of the next appends, in order. */
  appends: (LostAnswer | 'well')[];
  /** Before each append is answered, in milliseconds, in order; the last holds for those after it. */
  delays: number[];
  /** Every call is refused so. */
  refuses: 'unauthenticated' | 'denied' | 'not-ready' | undefined;
  /** This node does not lead: calls that require it are sent to that port. */
  leaderPort: number | undefined;
  /** Before what is read, and what it is, is answered, in milliseconds. */
  readDelay: number | undefined;
  /** Subscriptions are not served events. */
  stalled: boolean;
}

export interface FakeEventStoreOptions {
  /** Of another fake: they are nodes of one cluster. */
  log?: FakeLog;
  /** What it says it is; undefined: it does not know the question, like servers before 21.10. */
  version?: string | undefined;
}

/** A server for tests, on loopback: it follows the documented rules of EventStoreDB, and can be told to fail. */
export interface FakeEventStore {
  readonly log: FakeLog;
  readonly faults: Faults;
  readonly port: number;
  readonly connectionString: string;
  /** Breaks every subscription that is open. */
  dropSubscriptions(): void;
  /** Ends at once, with every connection. The log stays. */
  stop(): Promise<void>;
  /** Serves again, on the same port. */
  start(): Promise<void>;
  /** Ports of the nodes that gossip tells of, the first being the leader; its own alone where never set. */
  setCluster(ports: readonly number[]): void;
}

const MAX_APPEND_BYTES = 1024 * 1024;

export async function startFakeEventStore(options: FakeEventStoreOptions = {}): Promise<FakeEventStore> {
  const { log = createFakeLog() } = options;
  const version = 'version' in options ? options.version : '24.10.5';
  const faults: Faults = {
    appends: [],
    delays: [],
    refuses: undefined,
    leaderPort: undefined,
    readDelay: undefined,
    stalled: false,
  };
  let dropping = new AbortController();
  let server: Server | undefined;
  let port = 0;
  let cluster: readonly number[] = [];

  function refusal(metadata: Metadata): Partial<ServiceError> | undefined {
    if (faults.refuses === 'unauthenticated') return errors.unauthenticated();
    if (faults.refuses === 'denied') return errors.accessDenied();
    if (faults.refuses === 'not-ready') return errors.notReady();
    if (faults.leaderPort !== undefined && metadata.get('requires-leader')[0] === 'true')
      return errors.notLeader('127.0.0.1', faults.leaderPort);
    return undefined;
  }

  async function append(
    call: ServerReadableStream<AppendReq, AppendResp>,
    answer: sendUnaryData<AppendResp>,
  ): Promise<void> {
    const request = await requestOf(call);
    const refused =
      refusal(call.metadata) ??
      (request.bytes > MAX_APPEND_BYTES ? errors.tooBig(MAX_APPEND_BYTES) : undefined);
    if (refused !== undefined) {
      answer(refused);
      return;
    }
    const lost = faults.appends.shift() ?? 'well';
    const delay = faults.delays.length > 1 ? faults.delays.shift() : faults.delays[0];
    const outcome =
      lost === 'well' || lost.written
        ? log.append(request.stream, request.expected, request.events)
        : undefined;
    if (delay !== undefined) await sleep(delay);
    if (lost !== 'well') {
      if (lost.instead === 'timeout') answer(errors.timeout());
      if (lost.instead === 'broken') answer(errors.notReady());
    } else if (outcome?.kind === 'deleted') answer(errors.streamDeleted(request.stream));
    else if (outcome !== undefined) answer(null, appendMessage(outcome));
  }

  async function delayed(): Promise<void> {
    if (faults.readDelay !== undefined) await sleep(faults.readDelay, undefined, { ref: false });
  }

  async function read(call: ReadCall): Promise<void> {
    await delayed();
    const refused = refusal(call.metadata);
    if (refused !== undefined) {
      call.emit('error', refused);
      return;
    }
    if (call.request.getOptions()?.hasSubscription() !== true) return readOnce(call, log);
    if (!faults.stalled) return subscribe(call, log, dropping.signal);
  }

  async function start(): Promise<void> {
    dropping = new AbortController();
    const started = new Server();
    const fail = (call: { emit(event: 'error', error: unknown): unknown }) => (error: unknown) =>
      void call.emit('error', error);
    started.addService(streamsService.StreamsService, {
      append: (call: ServerReadableStream<AppendReq, AppendResp>, answer: sendUnaryData<AppendResp>) =>
        void append(call, answer).catch(fail(call)),
      read: (call: ReadCall) => void read(call).catch(fail(call)),
      tombstone(call: ServerUnaryCall<TombstoneReq, TombstoneResp>, answer: sendUnaryData<TombstoneResp>) {
        log.tombstone(nameIn(call.request.getOptions()?.getStreamIdentifier()));
        answer(null, new streams.TombstoneResp());
      },
    });
    started.addService(gossipService.GossipService, {
      read: (_call: unknown, answer: sendUnaryData<unknown>) =>
        answer(null, clusterMessage(cluster.length === 0 ? [port] : cluster)),
    });
    if (version !== undefined)
      started.addService(featuresService.ServerFeaturesService, {
        getSupportedMethods: (_call: unknown, answer: sendUnaryData<unknown>) =>
          void delayed().then(() => answer(null, featuresMessage(version))),
      });
    port = await bound(started, port);
    server = started;
  }

  await start();
  return {
    log,
    faults,
    get port() {
      return port;
    },
    get connectionString() {
      return `esdb://127.0.0.1:${String(port)}?tls=false`;
    },
    dropSubscriptions() {
      dropping.abort();
      dropping = new AbortController();
    },
    async stop() {
      server?.forceShutdown();
      server = undefined;
    },
    start,
    setCluster(ports) {
      cluster = ports;
    },
  };
}

function bound(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${String(port)}`, ServerCredentials.createInsecure(), (error, given) => {
      if (error === null) resolve(given);
      else reject(error);
    });
  });
}

interface AppendRequest {
  stream: string;
  expected: Expected;
  events: ProposedEvent[];
  /** As the server counts them: data, metadata, and two for each character of the type. */
  bytes: number;
}

async function requestOf(call: ServerReadableStream<AppendReq, AppendResp>): Promise<AppendRequest> {
  const request: AppendRequest = { stream: '', expected: 'any', events: [], bytes: 0 };
  for await (const message of call as AsyncIterable<AppendReq>) {
    const options = message.getOptions();
    if (options !== undefined) {
      request.stream = nameIn(options.getStreamIdentifier());
      if (options.hasNoStream()) request.expected = 'no_stream';
      if (options.hasStreamExists()) request.expected = 'stream_exists';
      if (options.hasRevision()) request.expected = BigInt(options.getRevision());
    }
    const proposed = message.getProposedMessage();
    if (proposed === undefined) continue;
    const about = proposed.getMetadataMap();
    const event: ProposedEvent = {
      id: proposed.getId()?.getString() ?? '',
      type: about.get('type') ?? '',
      isJson: about.get('content-type') === 'application/json',
      data: proposed.getData_asU8(),
      metadata: proposed.getCustomMetadata_asU8(),
    };
    request.events.push(event);
    request.bytes += event.data.length + event.metadata.length + event.type.length * 2;
  }
  return request;
}

function featuresMessage(version: string): unknown {
  const answer = new features.SupportedMethods();
  answer.setEventStoreServerVersion(version);
  answer.setMethodsList(
    ['append', 'batchappend', 'read'].map((name) => {
      const method = new features.SupportedMethod();
      method.setServiceName('event_store.client.streams.streams');
      method.setMethodName(name);
      return method;
    }),
  );
  return answer;
}

function clusterMessage(ports: readonly number[]): unknown {
  const { ClusterInfo, EndPoint, MemberInfo } = gossip;
  const answer = new ClusterInfo();
  answer.setMembersList(
    ports.map((port, i) => {
      const member = new MemberInfo();
      const id = new shared.UUID();
      id.setString(crypto.randomUUID());
      member.setInstanceId(id);
      member.setTimeStamp('0');
      member.setState(i === 0 ? MemberInfo.VNodeState.LEADER : MemberInfo.VNodeState.FOLLOWER);
      member.setIsAlive(true);
      const endPoint = new EndPoint();
      endPoint.setAddress('127.0.0.1');
      endPoint.setPort(port);
      member.setHttpEndPoint(endPoint);
      return member;
    }),
  );
  return answer;
}
