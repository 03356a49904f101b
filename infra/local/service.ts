import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { commandNews } from '../../src/client/commandNews.ts';
import type { LocalService } from '../../src/client/localService.ts';
import type { News } from '../../src/client/news.ts';
import { type FunctionName, STREAM_FUNCTIONS } from '../../src/functions.ts';
import { petsPattern } from '../../src/messages/petsPattern.ts';
import type { ShardNumbers } from '../../src/shardNumbers.ts';
import { tables } from '../../src/tables.ts';
import { loadBusRule } from './busRule.ts';
import { checkpointsIn, checkpointsInMemory } from './checkpoints.ts';
import { compact } from './compact.ts';
import { ConsumerTrace } from './consumerTrace.ts';
import { createGateway } from './createGateway.ts';
import { createTables } from './createTables.ts';
import { type DataFolder, takeDataFolder } from './dataFolder.ts';
import { runningEngine, startEngine } from './engine.ts';
import { Environment } from './environment.ts';
import { EventBus } from './eventBus.ts';
import { eventPattern } from './eventPattern.ts';
import { FaultPlan, withFaults } from './faultPlan.ts';
import type { Reach } from './foreignSign.ts';
import { isLoopback } from './isLoopback.ts';
import { type JwtSettings, jwtAuthorizer } from './jwtAuthorizer.ts';
import { lastWritten } from './lastWritten.ts';
import { LiveNews } from './liveNews.ts';
import { LocalCommands } from './localCommands.ts';
import { localEndpoints } from './localEndpoints.ts';
import { logKeysIn, logKeysInMemory } from './logKeys.ts';
import { messageNews } from './messageNews.ts';
import { olderTable } from './olderTable.ts';
import { mayHaveLostRecords, repairRows } from './repairRows.ts';
import { RequestQueue } from './requestQueue.ts';
import { type SequencerClock, startSequencerClock } from './sequencerClock.ts';
import { EVENT_BUS, setEnvironment } from './setEnvironment.ts';
import { startBusServer } from './startBusServer.ts';
import { SETTLED_MS, startErasureCheck } from './startErasureCheck.ts';
import { LOG_BUCKET, startLogServer } from './startLogServer.ts';
import { StreamPump } from './streamPump.ts';

/**
 * On AWS each request has a process of its own; here they share one, and must not make each other miss their time. Who
 * would wait longer is told at once.
 */
const REQUESTS = { atOnce: 32, longest: 200, maxWaitMs: 2_000 };

export interface ServiceOptions {
  host: string;
  /** 0 chooses a free port. */
  port: number;
  /** Where data is kept; in memory without it. */
  dataFolder?: string;
  /** An engine that runs already, instead of the embedded one. */
  endpoint?: string;
  /** Modules with the rules of the event bus (see busRule.ts). */
  rules?: readonly string[];
  /** Who vouches for callers; without it nobody, and the API is open. */
  jwt?: JwtSettings;
  /** Over how many shards indexes are spread; as before unless given, and 1 at first. */
  shards?: number;
  /** Demands that changes name the version they build on. */
  requireIfMatch?: boolean;
  /** Rewrites the database in the data folder first, so that it no longer has what was removed from its tables. */
  compact?: boolean;
  /** Makes another key that the log is signed with from now on, beside those it has. */
  newLogKey?: boolean;
}

export interface Service {
  url: string;
  /** Who reaches it. */
  reach: Reach;
  endpoint: string;
  bus: EventBus;
  /** Faults of the bus and of the stream functions, to be asked for. */
  faults: FaultPlan;
  enginePid: number | undefined;
  /** Tells of changes, deliveries and messages as they happen, and of the newest before. */
  watch(watcher: (news: News) => void): void;
  /** Calls a function directly, past the gateway. */
  invoke(name: FunctionName, event: unknown): Promise<unknown>;
  /** Settles, with the reason, when the service can't go on. */
  failed: Promise<string>;
  /** Answers the requests under way, finishes the stream batches under way, then stops the engine. */
  stop(): Promise<void>;
}

/** Starts the whole service on this machine from the bundles in dist/. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const address = await addressOf(options);
  const data = options.dataFolder === undefined ? undefined : takeDataFolder(options.dataFolder);
  const undo: (() => Promise<void> | void)[] = [() => data?.release()];
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    return await start(options, isLoopback(address) ? 'loopback' : 'network', data, undo, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  { host, port, endpoint, jwt, requireIfMatch = false, rules = [], ...options }: ServiceOptions,
  reach: Reach,
  data: DataFolder | undefined,
  undo: (() => Promise<void> | void)[],
  stop: () => Promise<void>,
): Promise<Service> {
  const checkpoints = data ? checkpointsIn(data.checkpoints) : checkpointsInMemory();
  const shards: ShardNumbers = data?.shards(options.shards) ?? [options.shards ?? 1];
  if (options.compact && data && existsSync(data.database))
    await compact(data.database, checkpoints, (endpoint) => finishErasures(endpoint, shards));
  const engine = endpoint === undefined ? await startEngine(data?.database) : runningEngine(endpoint);
  undo.push(() => engine.stop());

  const bus = new EventBus(EVENT_BUS);
  const faults = new FaultPlan();
  const busServer = await startBusServer(bus, faults);
  undo.push(() => busServer.stop());

  const logKeys = data ? logKeysIn(data.logKeys, options.newLogKey) : logKeysInMemory();
  const logServer = await startLogServer(logKeys, data?.logCheckpoints);
  undo.push(() => logServer.stop());

  setEnvironment(engine.endpoint, endpoint === undefined, busServer.endpoint, shards, {
    endpoint: logServer.endpoint,
    origin: logKeys.origin,
    keys: [...logKeys.keys.keys()],
    bucket: LOG_BUCKET,
  });
  Object.assign(process.env, { AUTH: jwt ? 'jwt' : 'none', REQUIRE_IF_MATCH: String(requireIfMatch) });
  bus.addRule({
    name: 'erasures',
    matches: eventPattern(petsPattern({ events: ['PersonalDataErased'] })),
    deliver: (event) => consuming.invoke('removePersonalData')(event),
  });
  for (const file of rules) bus.addRule(await loadBusRule(file));
  const created = await createTables(new DynamoDBClient()).catch((error) => {
    throw endpoint
      ? new Error(`No DynamoDB engine answers at ${endpoint} (${error.message}).`, { cause: error })
      : error;
  });
  await refuseOlderData(new DynamoDBClient(), created, data?.path ?? engine.endpoint);

  // Requests run beside the stream's functions, not behind them.
  const requests = new Environment();
  const consuming = new Environment();
  undo.push(
    () => requests.stop(),
    () => consuming.stop(),
    // Its rule for erasures calls a function.
    () => bus.stop(),
  );

  let sequencer: SequencerClock | undefined;
  const live = new LiveNews();
  const consumers = STREAM_FUNCTIONS.map(
    (name) =>
      new ConsumerTrace(name, (data) => {
        live.tell({ type: 'delivery', data });
        sequencer?.wake();
      }),
  );
  bus.watch((news) => {
    const data = messageNews(news);
    if (data) live.tell({ type: 'message', data });
  });

  const lostRecords = !created.includes(tables.events.localName) && mayHaveLostRecords(checkpoints.keptAt);
  const pump = new StreamPump(
    new DynamoDBStreamsClient(),
    consumers.map((consumer) => {
      const { name, gaveUp } = consumer;
      return {
        name,
        invoke: consumer.tracing(withFaults(name, consuming.invoke(name), faults)),
        gaveUp,
        batchSize: 100,
      };
    }),
    checkpoints,
    endpoint === undefined && data ? { lastWritten: () => lastWritten(data.database) } : {},
    () => {
      if (!isRepairing)
        console.error(
          'The stream lacks what was read of it last, as if an older pets.db had been put back: all of it is delivered again, and the rows are made again.',
        );
      repair();
    },
  );
  undo.push(() => pump.stop());

  const stopping = new AbortController();
  const commands = new LocalCommands(() => localService());
  undo.push(() => commands.ended());
  const authorizer = jwt && jwtAuthorizer(jwt);
  let isRepairing = false;
  const repair = () => {
    if (isRepairing) return;
    isRepairing = true;
    void repairRows(commands, stopping.signal).catch((error) => {
      console.error({ message: 'rows could not be repaired', error });
    });
  };
  const gateway = createGateway({
    reach,
    functions: (name) => requests.invoke(name),
    queue: new RequestQueue(REQUESTS),
    ...(reach === 'loopback' && {
      local: localEndpoints({ bus, faults, live, consumers, commands, authorizer, stopping: stopping.signal }),
    }),
    ...(authorizer && { authorizer }),
    answered({ request, response: { status, headers }, ...times }) {
      if (request.method !== 'GET') pump.wake();
      const header = (name: string) => String(headers[name] ?? '');
      const data = commandNews({ ...request, status, header, ...times });
      if (data) live.tell({ type: 'command', data });
    },
  });
  const localService = (): LocalService => ({
    url: urlOf(gateway, host),
    endpoint: engine.endpoint,
    bus: { name: EVENT_BUS, endpoint: busServer.endpoint },
    logOrigin: logKeys.origin,
    checkpoints: { bucket: LOG_BUCKET, endpoint: logServer.endpoint },
    embedded: endpoint === undefined,
    shards,
  });
  await listen(gateway, host, port);
  undo.push(
    () => close(gateway),
    () => stopping.abort(),
  );
  await pump.start(tables.events.localName);
  sequencer = startSequencerClock(consuming.invoke('sequenceLog'));
  undo.push(() => sequencer?.stop());
  data?.announce(localService());
  if (lostRecords) repair();
  if (!created.includes(tables.events.localName)) {
    const erasures = startErasureCheck(consuming.invoke('removePersonalData'));
    undo.push(() => erasures.stop());
  }
  return {
    url: urlOf(gateway, host),
    reach,
    endpoint: engine.endpoint,
    bus,
    faults,
    enginePid: engine.pid,
    watch: (watcher) => live.watch(watcher),
    invoke: (name, event) => requests.invoke(name)(event),
    failed: engine.died,
    stop,
  };
}

/** Removes what was ever erased and is still there. The function passes over events that are too young to be settled. */
async function finishErasures(endpoint: string, shards: ShardNumbers): Promise<void> {
  const NO_BUS = undefined;
  setEnvironment(endpoint, true, NO_BUS, shards);
  await sleep(SETTLED_MS);
  const environment = new Environment();
  try {
    await environment.invoke('removePersonalData')({ since: new Date(0).toISOString() });
  } finally {
    await environment.stop();
  }
}

/** Fails where the tables hold what older code stored in another shape. */
async function refuseOlderData(client: DynamoDBClient, created: readonly string[], place: string): Promise<void> {
  const why = await olderTable(client, created);
  if (why === undefined) return;
  throw new Error(
    `The data in ${place} was stored by an older version, and this one can't read it: ${why}. Delete it, or choose another folder with --data.`,
  );
}

/** The IP address that a host is. Fails where it can't be listened on, before anything is written. */
async function addressOf({ host, port }: ServiceOptions): Promise<string> {
  const server = createServer();
  await listen(server, host, port);
  const { address } = server.address() as AddressInfo;
  await close(server);
  return address;
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    throw new Error(
      `${reasons[String(error.code)]?.(host, port) ?? `Can't listen on ${host}:${port} (${error.code}).`}`,
    );
  }
}

const reasons: Record<string, (host: string, port: number) => string> = {
  EADDRINUSE: (_, port) =>
    `Port ${port} is taken. Stop what uses it, or choose another one: npm start -- --port ${port < 65_535 ? port + 1 : 0}`,
  EACCES: (_, port) =>
    `Port ${port} needs rights that this process lacks. Choose one from 1024 on: npm start -- --port 3000`,
  EADDRNOTAVAIL: (host) => `This machine has no address ${host}. Choose another one with --host, or leave it out.`,
  ENOTFOUND: (host) => `This machine has no address ${host}. Choose another one with --host, or leave it out.`,
};

function urlOf(gateway: Server, host: string): string {
  const address = gateway.address();
  const port = address && typeof address === 'object' ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function close(gateway: Server): Promise<void> {
  const closed = new Promise((resolve) => gateway.close(resolve));
  gateway.closeIdleConnections();
  await closed;
}
