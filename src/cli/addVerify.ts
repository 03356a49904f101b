import { readFileSync } from 'node:fs';
import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Command } from 'commander';
import { verifyStream } from '../projections/verifyStream.ts';
import { Findings } from './findings.ts';
import { numberOption } from './numberOption.ts';
import { counted, print, printable, startProgress } from './print.ts';
import { readableTwice } from './readableTwice.ts';
import { CommandFailure, openTarget, type Target, type TargetOptions, withTarget } from './target.ts';
import { type LogVerification, verifyLog, verifyLogged } from './verifyLog.ts';
import { verifyTable } from './verifyTable.ts';
import { vkeysIn } from './vkeysIn.ts';
import { type DigestSummary, writeDigest } from './writeDigest.ts';
import { isStdout } from './writeOutput.ts';

type VerifyCommandOptions = TargetOptions & {
  digest?: string;
  against?: string;
  checkpoint: string[];
  key: string[];
  segments: number;
  json?: true;
  withoutPersonalData?: true;
};

const MOST_SEGMENTS = 64;

/**
 * `verify [petId]`: proves that a pet's or all pets' events are as they were stored, and that the rows follow from them.
 * Exits with 1, and tells what differs, where not.
 */
export function addVerify(program: Command): void {
  withTarget(program.command('verify [petId]'))
    .description('check that no event was changed, and that every row follows from its events')
    .option('--digest <file>', 'write a digest of all events, for you to keep elsewhere')
    .option('--against <file>', 'also check that every event of this digest is still there')
    .option('--without-personal-data', 'for events of an export without it: whole items may lack their values')
    .option('--checkpoint <file...>', 'also check that the log still begins with what this checkpoint signed', [])
    .option('--key <vkey...>', 'the public keys of the log; without it, those that the log names itself', [])
    .option('--segments <n>', 'parts of the tables to read at once', numberOption(1, MOST_SEGMENTS), 8)
    .option('--json', 'one JSON object')
    .action(async (petId: string | undefined, options: VerifyCommandOptions) => {
      if (petId !== undefined && (options.digest ?? options.against) !== undefined)
        throw new CommandFailure('A digest is of all pets: give --digest and --against without a petId.');
      if (petId !== undefined && options.checkpoint.length > 0)
        throw new CommandFailure('The log is of all pets: give --checkpoint without a petId.');
      const target = { ...(await openTarget(options)), withheld: options.withoutPersonalData === true };
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

async function verifyOne(target: Target, petId: string, findings: Findings): Promise<void> {
  const verified = await verifyStream(target, petId);
  for (const finding of verified.findings) findings.add(finding);
  const { version: newest = 0 } = verified.newest ?? {};
  if (target.log)
    await verifyLogged(target, target.log, { streamId: petId, newest }, (finding) => findings.add(finding));
  if (verified.events === 0 && findings.number === 0)
    throw new CommandFailure(`No pet has the id ${printable(petId)}.`);
  const hash = findings.number === 0 ? verified.newest?.hash : undefined;
  const { events, erasedValues, unremovedValues } = verified;
  findings.conclude(
    { petId, events, erasedValues, unremovedValues, ...(hash && { hash }) },
    `${counted(events, 'event')} of ${printable(petId)}, ${erasedText(verified)}`,
    hash ? [`newest hash  ${hash}`] : [],
  );
}

/** A value that was erased and is still there is no finding: the daily check removes it. */
const erasedText = ({ erasedValues, unremovedValues }: { erasedValues: number; unremovedValues: number }): string =>
  `${counted(erasedValues, 'value')} erased${unremovedValues > 0 ? `, ${unremovedValues} still to be removed` : ''}`;

async function verifyAll(target: Target, options: VerifyCommandOptions, findings: Findings): Promise<void> {
  const start = performance.now();
  const progress = startProgress('events', await itemCount(target));
  const verification = await verifyTable(target, {
    segments: options.segments,
    ...(options.against !== undefined && { against: options.against }),
    report: (finding) => findings.add(finding),
    progress: (events) => progress.set(events),
  }).finally(() => progress.end());

  const { summary, erasedValues, unremovedValues, recorded, entries, dispose } = verification;
  try {
    const kept = options.checkpoint.map((file) => ({ file, note: readFileSync(file, 'utf8') }));
    const log =
      target.log &&
      (await verifyLog(target, target.log, entries(), kept, vkeysIn(options.key), (finding) => findings.add(finding)));
    const isSound = findings.number === 0;
    if (isSound && options.digest !== undefined) await writeDigest(options.digest, entries(), summary);
    const seconds = (performance.now() - start) / 1000;
    findings.conclude(
      {
        ...summary,
        erasedValues,
        unremovedValues,
        seconds,
        ...(recorded && { against: recorded }),
        ...(log && { log }),
      },
      `${counted(summary.pets, 'pet')}, ${counted(summary.events, 'event')}, ${erasedText(verification)}, in ${seconds.toFixed(1)} s`,
      soundLines(summary, options, recorded, log),
    );
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
    'No event was edited, added or removed, and every row follows from its events.',
    ...(log ? [`The log ${log.origin} holds ${counted(log.size, 'event')}, ${log.signed} of them signed.`] : []),
    ...(log?.unread === undefined ? [] : [`The checkpoints in its bucket could not be read: ${printable(log.unread)}`]),
    ...options.checkpoint.map((file) => `It still begins with what ${file} signed.`),
    ...(recorded
      ? [`All ${counted(recorded.events, 'event')} of the digest of ${recorded.takenAt} are still there.`]
      : []),
    ...(log || recorded ? [] : ['Whether newest events were cut off shows only against an earlier digest.']),
    ...(log && options.checkpoint.length === 0
      ? ['Whether events and log were both written anew shows only against a checkpoint that you kept.']
      : []),
    `root  ${summary.root}`,
    ...(options.digest !== undefined ? [`digest written to ${options.digest}`] : []),
  ];
}

/** How many events there are: AWS brings the number up to date every six hours. */
export async function itemCount({ client, eventsTable }: Target): Promise<number> {
  const { Table } = await client.send(new DescribeTableCommand({ TableName: eventsTable }));
  return Table?.ItemCount ?? 0;
}
