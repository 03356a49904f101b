import { readFileSync } from 'node:fs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import type { Finding } from '../eventStore/checkHistory.ts';
import { verifyStream } from '../projections/verifyStream.ts';
import { changeLine } from './addHistory.ts';
import { numberOption } from './numberOption.ts';
import { count, paint, print, printable, startProgress } from './print.ts';
import { readableTwice } from './readableTwice.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';
import { type LogVerification, verifyLog } from './verifyLog.ts';
import { verifyTable } from './verifyTable.ts';
import { type DigestSummary, writeDigest } from './writeDigest.ts';
import { isStdout } from './writeOutput.ts';

type VerifyCommandOptions = TargetOptions & {
  digest?: string;
  against?: string;
  checkpoint: string[];
  key: string[];
  segments: number;
  json?: true;
};

/** A table of nothing but faults needs no longer list. */
const MOST_SHOWN = 1_000;
const MOST_SEGMENTS = 64;

/**
 * `verify [petId]`: proves that a pet's or all pets' events are as they were stored, and that the rows follow from them.
 * Exits with 1, and tells what differs, where not.
 */
export function addVerify(program: Command): void {
  withTarget(program.command('verify [petId]'))
    .description('proves that no event was changed, and that every row follows from its events')
    .option('--digest <file>', 'write a digest of all events, to be kept elsewhere')
    .option('--against <file>', 'also prove that every event of this digest is still there')
    .option('--checkpoint <file...>', 'also prove that the log still begins with what this checkpoint signed', [])
    .option('--key <vkey...>', 'the public keys of the log; without it, those that the log names itself', [])
    .option('--segments <n>', 'parts of the tables to read at once', numberOption(1, MOST_SEGMENTS), 8)
    .option('--json', 'one JSON object')
    .action(async (petId: string | undefined, options: VerifyCommandOptions) => {
      if (petId !== undefined && (options.digest ?? options.against) !== undefined)
        throw new CommandFailure('A digest is of all pets: give --digest and --against without a petId.');
      if (petId !== undefined && options.checkpoint.length > 0)
        throw new CommandFailure('The log is of all pets: give --checkpoint without a petId.');
      const target = await openTarget(options);
      if (!target.log && options.checkpoint.length > 0)
        throw new CommandFailure('An engine does not name its log: use --data or --stage.');
      // A digest on standard output stands there alone.
      const isBeside = options.digest !== undefined && isStdout(options.digest);
      const findings = new Findings(options.json === true, isBeside ? console.error : print);
      if (petId !== undefined) await verifyOne(target, petId, findings);
      else if (options.against === undefined) await verifyAll(target, options, findings);
      else await readableTwice(options.against, (against) => verifyAll(target, { ...options, against }, findings));
      if (findings.number > 0) process.exitCode = 1;
    });
}

/** Tells of the findings as they come; as JSON, with the result. */
class Findings {
  readonly first: Finding[] = [];
  number = 0;
  readonly json: boolean;
  private readonly print: (text: string) => void;

  constructor(json: boolean, printTo = print) {
    this.json = json;
    this.print = printTo;
  }

  add(finding: Finding): void {
    if (this.number++ >= MOST_SHOWN) return;
    this.first.push(finding);
    if (!this.json) this.print(findingLines(finding));
  }

  /** Prints the result: as JSON with `more`, else as lines. */
  conclude(more: object, lines: string[]): void {
    if (this.json) {
      this.print(
        JSON.stringify({
          ok: this.number === 0,
          ...more,
          findings: this.first.map(findingView),
          findingsTotal: this.number,
        }),
      );
      return;
    }
    for (const line of lines) this.print(line);
    if (this.number > 0)
      this.print(paint('red', `${count(this.number)} findings. What the checks mean: docs/audit.md`));
  }
}

/** What an auditor reads calls the stream's id and its state by their names in the API. */
const findingView = ({ streamId, differences, ...finding }: Finding) => ({
  petId: streamId,
  ...finding,
  ...(differences && {
    differences: differences.map(({ pointer, ...others }) => ({
      pointer: pointer.replace(/^\/state(?=\/|$)/, '/pet'),
      ...others,
    })),
  }),
});

function findingLines({ streamId, version, check, message, differences = [] }: Finding): string {
  const where = `${printable(streamId)}${version === undefined ? '' : ` v${version}`}`;
  const lines = differences.map((difference) => `    ${changeLine(difference)}`);
  return [`${paint('red', check)}  ${paint('bold', where)}  ${printable(message)}`, ...lines].join('\n');
}

async function verifyOne(target: Target, petId: string, findings: Findings): Promise<void> {
  const verified = await verifyStream(target, petId);
  for (const finding of verified.findings) findings.add(finding);
  if (verified.events === 0 && findings.number === 0)
    throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
  const hash = findings.number === 0 ? verified.newest?.hash : undefined;
  findings.conclude({ petId, events: verified.events, ...(hash && { hash }) }, [
    `${count(verified.events)} events of ${printable(petId)} verified`,
    ...(hash ? [`newest hash  ${hash}`] : []),
  ]);
}

async function verifyAll(target: Target, options: VerifyCommandOptions, findings: Findings): Promise<void> {
  const start = performance.now();
  const progress = startProgress('events', await itemCount(target));
  const verification = await verifyTable(target, {
    segments: options.segments,
    ...(options.against !== undefined && { against: options.against }),
    report: (finding) => findings.add(finding),
    progress: (events) => progress.set(events),
  }).finally(() => progress.end());

  const { summary, recorded, entries, dispose } = verification;
  try {
    const kept = options.checkpoint.map((file) => ({ file, note: readFileSync(file, 'utf8') }));
    const log =
      target.log &&
      (await verifyLog(target, target.log, entries, kept, options.key, (finding) => findings.add(finding)));
    const isSound = findings.number === 0;
    if (isSound && options.digest !== undefined) await writeDigest(options.digest, entries, summary);
    const seconds = (performance.now() - start) / 1000;
    findings.conclude({ ...summary, seconds, ...(recorded && { against: recorded }), ...(log && { log }) }, [
      `${count(summary.events)} events of ${count(summary.pets)} pets in ${seconds.toFixed(1)} s, ${count(summary.events / seconds)} a second`,
      ...(isSound ? soundLines(summary, options, recorded, log) : []),
    ]);
    if (!isSound && options.digest !== undefined) console.error('No digest was written: it would be one of faults.');
  } finally {
    await dispose();
  }
}

function soundLines(
  summary: DigestSummary,
  options: VerifyCommandOptions,
  recorded: DigestSummary | undefined,
  log: LogVerification | undefined,
): string[] {
  return [
    paint('green', 'Every chain is unbroken, every state is the fold of its events, every row is its newest event.'),
    ...(recorded
      ? [paint('green', `All ${count(recorded.events)} events of the digest of ${recorded.takenAt} are still there.`)]
      : []),
    ...(log
      ? [
          paint(
            'green',
            `The log ${log.origin} holds ${count(log.size)} events, as they are, of which ${count(log.signed)} are signed.`,
          ),
        ]
      : []),
    ...options.checkpoint.map((file) => paint('green', `It still begins with what ${file} signed.`)),
    `root  ${summary.root}`,
    ...(options.digest !== undefined ? [`digest written to ${options.digest}`] : []),
  ];
}

/** How many events there are: AWS brings the number up to date every six hours. */
export async function itemCount({ client, eventsTable }: Target): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: eventsTable }));
  return Table?.ItemCount ?? 0;
}
