import { InvalidArgumentError, Option, program } from 'commander';
import { MOST_SHARDS } from '../../src/shardNumbers.ts';
import type { JwtSettings } from './jwtAuthorizer.ts';
import { newsLine } from './newsLine.ts';
import { seed } from './seed.ts';
import { type Service, startService } from './service.ts';

const LOOPBACK = '127.0.0.1';

interface Options {
  port: number;
  host: string;
  data: string;
  memory?: true;
  shards?: number;
  seed: number;
  rule: string[];
  auth: 'none' | 'jwt';
  issuer?: string;
  audience?: string[];
  jwks?: string;
  requireIfMatch?: true;
  newLogKey?: true;
  compact?: true;
  quiet?: true;
}

program
  .name('npm start --')
  .description('Runs the pets service on this machine.')
  .option('--port <port>', 'the port of the API; 0 chooses a free one', wholeNumber(65_535), 3000)
  .option('--host <host>', 'the address to listen on; anything but loopback opens the service to the network', LOOPBACK)
  .option('--data <folder>', 'where to keep data across restarts', '.data')
  .option('--memory', 'keep data in memory, and lose it in the end')
  .option(
    '--shards <number>',
    'over how many shards the indexes are spread; as before by default',
    wholeNumber(MOST_SHARDS, 1),
  )
  .option('--seed <count>', 'create this many sample pets', wholeNumber(100_000), 0)
  .option(
    '--rule <file>',
    'a module that exports a pattern and a handler (or a url) for events; may be repeated',
    collect,
    [],
  )
  .addOption(new Option('--auth <kind>', 'who vouches for callers').choices(['none', 'jwt']).default('none'))
  .option('--issuer <url>', "with --auth jwt: the tokens' issuer")
  .option('--audience <audience...>', 'with --auth jwt: whom the tokens are for')
  .option('--jwks <url or file>', "with --auth jwt: the issuer's JSON Web Key Set")
  .option('--require-if-match', 'demand If-Match on every change')
  .option('--new-log-key', 'sign the log with another key from now on, beside those it has')
  .option('--compact', 'rewrite the data first, so that its files no longer have what was erased')
  .option('--quiet', 'print no line for each change and each delivery to a function')
  .addHelpText('after', '\nDYNAMODB_ENDPOINT=<url> uses another DynamoDB engine instead of the embedded one.')
  .parse();

const options = program.opts<Options>();

// What is printed is for people who look at it: when its reader has gone, the service goes on.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  const endpoint = process.env.DYNAMODB_ENDPOINT;
  if (endpoint && options.memory) {
    throw new Error(
      `--memory is for the embedded engine, and DYNAMODB_ENDPOINT names another (${endpoint}). Use one of them.`,
    );
  }
  if (options.compact && (options.memory || endpoint))
    throw new Error(
      '--compact is for the data folder of the embedded engine: leave out --memory and DYNAMODB_ENDPOINT.',
    );
  const service = await startService({
    host: options.host,
    port: options.port,
    rules: options.rule,
    ...(!options.memory && { dataFolder: options.data }),
    ...(endpoint && { endpoint }),
    ...(options.shards && { shards: options.shards }),
    ...(options.auth === 'jwt' && { jwt: jwtSettings(options) }),
    ...(options.requireIfMatch && { requireIfMatch: true }),
    ...(options.newLogKey && { newLogKey: true }),
    ...(options.compact && { compact: true }),
  });

  let stopping = false;
  const stop = (code: number) => {
    if (stopping) return;
    stopping = true;
    service.stop().then(
      () => process.exit(code),
      (error) => fail(error),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop(0));
  void orphaned().then(() => stop(0));
  void service.failed.then((why) => {
    console.error(`The service stops: ${why}`);
    stop(1);
  });

  console.log(`
  API     ${service.url}/pets
  Console ${service.url}/console
  Docs    ${service.url}/docs
  Health  ${service.url}/health
  Events  ${service.reach === 'loopback' ? `${service.url}/_local/bus` : 'shown on loopback only'}
  Data    ${endpoint ? `at ${endpoint}` : options.memory ? `in memory, engine at ${service.endpoint}` : options.data}
`);
  if (options.auth === 'none' && service.reach === 'network') {
    console.warn(`  Anyone who reaches ${options.host} may read and change pets: --auth is none.\n`);
  }
  if (options.seed > 0) await seed(service.url, options.seed);
  console.log(`ready in ${(performance.now() / 1000).toFixed(1)} s; Ctrl-C stops`);
  if (!options.quiet) tellNews(service);
} catch (error) {
  fail(error);
}

/** What came before, such as sample pets, is not told. */
function tellNews(service: Service): void {
  let isNew = false;
  service.watch((news) => {
    const line = isNew ? newsLine(news) : undefined;
    if (line !== undefined) console.log(line);
  });
  isNew = true;
}

/** Settles when npm, which started this process, has gone without passing a signal on. It passes SIGINT and SIGTERM. */
function orphaned(): Promise<void> {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event) return new Promise(() => {});
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(timer);
      resolve();
    }, 2_000);
    timer.unref();
  });
}

function jwtSettings({ issuer, audience, jwks }: Options): JwtSettings {
  if (!issuer || !audience || !jwks) throw new Error('--auth jwt needs --issuer, --audience and --jwks as well.');
  return { issuer, audience, jwks };
}

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function collect(text: string, collected: string[]): string[] {
  return [...collected, text];
}

function wholeNumber(greatest: number, least = 0): (text: string) => number {
  return (text) => {
    if (!/^\d+$/.test(text) || Number(text) > greatest || Number(text) < least) {
      throw new InvalidArgumentError(
        `It must be a whole number ${least > 0 ? `from ${least} ` : ''}up to ${greatest}.`,
      );
    }
    return Number(text);
  };
}
