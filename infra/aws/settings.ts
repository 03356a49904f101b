import * as z from 'zod';
import { MOST_SHARDS, type ShardNumbers } from '../../src/shardNumbers.ts';

const text = z.string().min(1, 'must not be empty');
const accountId = z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account');

/** Who may call the API; the health check and the documents are open to everyone. */
const auth = z.discriminatedUnion(
  'kind',
  [
    /** Callers sign their requests; their IAM policies say which routes they may call. */
    z.strictObject({ kind: z.literal('iam') }),
    /** Callers bring a token of an OpenID Connect issuer (Auth0, Cognito, ...) with the scopes of src/routes.ts. */
    z.strictObject({
      kind: z.literal('jwt'),
      issuer: z.string('must be the URL of the token issuer').regex(/^https:\/\/\S+$/, 'must be an https URL'),
      audience: z.array(text).min(1, 'must name at least one audience'),
    }),
    /** Everyone may do everything. */
    z.strictObject({ kind: z.literal('none') }),
  ],
  'must be iam, jwt or none',
);

/** Which web pages may call the API from a browser. No origin, no CORS. */
const cors = z
  .strictObject({
    origins: z.array(
      z.string().regex(/^(\*|https?:\/\/[^/\s]+)$/, 'must be * or an origin such as https://example.com'),
    ),
    /** Whether the browser may send cookies. */
    credentials: z.boolean(),
  })
  .refine(({ origins, credentials }) => !(credentials && origins.includes('*')), {
    path: ['origins'],
    error: 'can not hold * together with credentials: name the origins',
  });

/** A name of your own for the API. The certificate must be in the stack's region. */
const domain = z.strictObject({
  name: text,
  certificateArn: z
    .string('must be the ARN of a certificate')
    .regex(/^arn:[^:]+:acm:[^:]+:\d{12}:certificate\/\S+$/, 'must be the ARN of a certificate'),
  /** The Route 53 zone that gets the alias records. */
  hostedZone: z.strictObject({ id: text, name: text }),
});

/** Who may take the role that may change stored events (infra/aws/appendOnly.ts). */
const breakGlass = z.discriminatedUnion(
  'kind',
  [
    /** Users of this account who signed in with a second factor. */
    z.strictObject({ kind: z.literal('mfa') }),
    /**
     * Holders of this permission set of IAM Identity Center. Their sessions don't tell of a second factor: require it
     * in Identity Center.
     */
    z.strictObject({
      kind: z.literal('permissionSet'),
      name: z
        .string('must be the name of a permission set')
        .regex(/^[\w+=,.@-]{1,32}$/, 'must be the name of a permission set'),
    }),
  ],
  'must be mfa or permissionSet',
);

const shards = z.int().min(1).max(MOST_SHARDS);

const settings = z.strictObject({
  auth,
  cors,
  domain: z.optional(domain),
  /** Requests a second, and in one burst, that the API takes before it answers 429. */
  throttle: z.strictObject({ rate: z.int().positive(), burst: z.int().positive() }),
  /** AWS accounts that may have rules of their own on the event bus. */
  subscriberAccounts: z.array(accountId),
  /** Gets the alarms, once the address has confirmed the subscription. */
  alarmEmail: z.optional(z.email('must be an email address')),
  /** Whether changes must name the version that they build on (If-Match). */
  requireIfMatch: z.boolean(),
  /** Keeps the tables when the stack is destroyed, and protects tables and stack against it. */
  keepData: z.boolean(),
  breakGlass,
  /** When rows that fell behind are looked for and repaired (EventBridge Scheduler, in UTC); null for never. */
  reconcile: z.nullable(z.string().regex(/^(rate|cron)\(.+\)$/, 'must be rate(...) or cron(...)')),
  /**
   * The log that proves the history: what it is called, for ever; how many keys it has had, of which the last two sign;
   * and how long, and against whom, its checkpoints are locked. `compliance` can't be lifted by anyone.
   */
  log: z.strictObject({
    origin: z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/, 'must be a name such as example.com/pets/1'),
    keys: z.int().positive(),
    lock: z.strictObject({ mode: z.enum(['governance', 'compliance']), days: z.int().positive() }),
  }),
  logDays: z.literal([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731]),
  /** How long the bus keeps its messages for replays. They may have personal data only where `publishPersonalData` says so. */
  archiveDays: z.int().positive(),
  /** How far back the tables can be restored: what was erased is in their backups for as long. */
  recoveryDays: z.int().min(1, 'must be 1 to 35').max(35, 'must be 1 to 35'),
  /** Whether messages carry personal data (docs/privacy.md). */
  publishPersonalData: z.boolean(),
  /** Traces with X-Ray. */
  tracing: z.boolean(),
  /** Over how many shards the indexes of all pets are spread; 1 unless set. docs/runbook.md, "How to change the shards". */
  shards: z.optional(shards),
  /** The numbers of shards before, oldest first: what was written with them is read too. */
  formerShards: z.optional(z.array(shards)),
  /** How many shards lists of pets ask: all that were ever in use, unless a rebuild has moved the rows since. */
  listShards: z.optional(shards),
});

export type Settings = z.infer<typeof settings>;

/** The numbers of shards that were in use, oldest first. */
export const shardNumbersOf = ({
  shards = 1,
  formerShards = [],
}: Pick<Settings, 'shards' | 'formerShards'>): ShardNumbers => [...formerShards, shards] as unknown as ShardNumbers;

/** What differs from stage to stage. `-c stage=<name>` chooses one. */
export const stages = {
  dev: {
    auth: { kind: 'iam' },
    cors: { origins: ['http://localhost:3000'], credentials: false },
    throttle: { rate: 100, burst: 200 },
    requireIfMatch: false,
    subscriberAccounts: [],
    keepData: false,
    breakGlass: { kind: 'mfa' },
    reconcile: 'cron(0 3 * * ? *)',
    log: { origin: 'pets-service-dev/1', keys: 1, lock: { mode: 'governance', days: 7 } },
    logDays: 7,
    archiveDays: 7,
    recoveryDays: 7,
    publishPersonalData: false,
    tracing: false,
    shards: 1,
  },
  prod: {
    auth: { kind: 'iam' },
    cors: { origins: [], credentials: false },
    throttle: { rate: 1000, burst: 2000 },
    requireIfMatch: false,
    subscriberAccounts: [],
    keepData: true,
    breakGlass: { kind: 'mfa' },
    reconcile: 'cron(0 3 * * ? *)',
    log: { origin: 'pets-service-prod/1', keys: 1, lock: { mode: 'compliance', days: 3_650 } },
    logDays: 90,
    archiveDays: 30,
    recoveryDays: 30,
    publishPersonalData: false,
    tracing: false,
    shards: 1,
  },
} satisfies Record<string, Settings>;

/** Settings that the stack can't be made from: one line that names the setting and this file. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  constructor(message: string) {
    super(`${message} (infra/aws/settings.ts)`);
  }
}

/** The settings of a stage, by the name that `-c stage=` gave. Throws `SettingsError`. */
export function settingsOf(stage: unknown): { stage: string; settings: Settings } {
  const known: Record<string, Settings> = stages;
  if (typeof stage !== 'string' || !Object.hasOwn(known, stage)) {
    const given = stage === undefined ? 'no stage was given' : `there is no stage ${JSON.stringify(stage)}`;
    throw new SettingsError(`${given}: choose one with -c stage=${Object.keys(known).join('|')}`);
  }
  return { stage, settings: checked(stage, known[stage]) };
}

/** Settings as the stack takes them. The types can't say everything, and tsx doesn't check them. */
export function checked(stage: string, given: unknown): Settings {
  const { success, data, error } = settings.safeParse(given);
  if (success) return data;
  const [issue] = error.issues;
  throw new SettingsError(`${[stage, ...(issue?.path ?? [])].join('.')}: ${issue?.message}`);
}
