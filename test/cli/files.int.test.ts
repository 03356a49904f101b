import { spawn } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMANDS } from '../../infra/build/bundles.ts';
import { checkpointFile } from '../../src/cli/checkpointFile.ts';
import { toItem } from '../../src/eventStore/fromItem.ts';
import { processStart } from '../../src/locks/processStart.ts';
import { petStream } from '../../src/streams/petStream.ts';
import { useEngine } from '../support/engine.ts';
import { updatesOf } from '../support/history.ts';
import { putEvents } from '../support/items.ts';

const engine = useEngine({ stream: false });
// A folder whose name a URL would take for something else.
const folder = join(mkdtempSync(join(tmpdir(), 'pets-files-')), 'a #1 50%41');
const temporary = join(folder, 'tmp');
const at = (name: string) => join(folder, name);
const lines = (petId: string, number: number) =>
  updatesOf(petId, number).map((event) => `${JSON.stringify(toItem(petStream, event))}\n`);

beforeAll(async () => {
  mkdirSync(temporary, { recursive: true });
  // More than a pipe holds.
  await putEvents(engine.client, updatesOf('many', 300));
});
afterAll(() => rmSync(join(folder, '..'), { recursive: true }));

/** Runs a line of bash in the folder; `pets` is the command line, as it is typed. */
async function bash(script: string) {
  const pets = `pets() { local command=$1; shift; '${process.execPath}' '${COMMANDS}' $command --endpoint ${engine.endpoint} "$@"; }`;
  const child = spawn('bash', ['-c', `${pets}\n${script}`], {
    cwd: folder,
    env: { ...process.env, TMPDIR: temporary },
    timeout: 40_000,
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (data) => (output.out += data));
  child.stderr.on('data', (data) => (output.err += data));
  const code = await new Promise((settle) => child.on('close', settle));
  // What tsx keeps there is its own.
  expect(readdirSync(temporary).filter((name) => name.startsWith('pets-'))).toEqual([]);
  expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  return { code, ...output };
}

test.each([
  ['a pipe', 'cat piped.jsonl | pets import /dev/stdin'],
  ['a process', 'pets import <(cat piped.jsonl)'],
  ['a packed process', 'pets import <(gzip -c piped.jsonl)'],
  ['a FIFO', 'mkfifo in; cat piped.jsonl > in & pets import in'],
  ['a redirected file', 'pets import /dev/stdin < piped.jsonl'],
])('events come out of %s', async (name, script) => {
  writeFileSync(at('piped.jsonl'), lines(name.replaceAll(' ', '-'), 40).join(''));
  expect(await bash(script)).toMatchObject({
    code: 0,
    out: expect.stringContaining('40 events restored, 0 were there'),
  });
});

test.each([
  ['cut', 'pets import <(gzip -c piped.jsonl | head -c 300)', "can't be read"],
  ['empty', 'pets import <(true)', 'is empty.'],
  ['a folder', 'pets import .', 'it is a folder'],
  ['absent', 'pets import none.jsonl', 'no such file'],
  ['its own list of bad lines', 'echo x > bad; pets import bad --bad bad', '--bad would write over bad'],
])('a file that is %s is refused', async (_, script, message) => {
  const { code, err } = await bash(script);
  expect(code).toBe(1);
  expect(err).toContain(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('an export goes through FIFOs, links and devices, and leaves them what they are', async () => {
  symlinkSync('linked.jsonl', at('link'));
  const { code, out } = await bash(`
    mkfifo out; cat out > of-fifo & pets export out && wait $!
    pets export link && pets export link && pets export /dev/null`);
  expect(code).toBe(0);
  expect([lstatSync(at('out')).isFIFO(), lstatSync(at('link')).isSymbolicLink()]).toEqual([true, true]);
  expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
  expectWhole(out, ['of-fifo', 'linked.jsonl']);
});

test('an export to standard output stands there alone', async () => {
  const { code, err } = await bash(`
    pets export /dev/stdout > of-stdout && pets export /dev/stdout | cat > of-pipe
    pets export >(cat > of-process) >&2; sleep 0.5`);
  expect(code).toBe(0);
  expectWhole(err, ['of-stdout', 'of-pipe', 'of-process']);
});

/** Each file has as many events as the command said. */
function expectWhole(said: string, files: string[]): void {
  const events = Number(/^(\d+) events/m.exec(said)?.[1]);
  expect(events).toBeGreaterThanOrEqual(300);
  for (const name of files) expect(readFileSync(at(name), 'utf8').match(/\n/g), name).toHaveLength(events);
}

test.each(['export keep', 'export keep.gz', 'export link-to-keep'])(
  'a disk that is full leaves the file before: %s',
  async (command) => {
    const name = command.split(' ')[1]!;
    writeFileSync(at('keep'), 'old');
    writeFileSync(at('keep.gz'), 'old');
    rmSync(at('link-to-keep'), { force: true });
    symlinkSync('keep', at('link-to-keep'));
    const { code, err } = await bash(`ulimit -f 4; pets ${command}`);
    expect({ code, err }).toEqual({ code: 1, err: `${name} can't be written: EFBIG: file too large.\n` });
    expect(readFileSync(at(name), 'utf8')).toBe('old');
  },
);

test('a full device is told, by an export and by the list of bad lines', async () => {
  writeFileSync(at('bad.jsonl'), 'x\n');
  for (const command of ['export /dev/full', 'import bad.jsonl --bad /dev/full']) {
    const { code, err } = await bash(`pets ${command}`);
    expect({ code, err }).toEqual({ code: 1, err: "/dev/full can't be written: ENOSPC: no space left on device.\n" });
  }
});

test('a standard output that is full is told in one line, by every command that writes there', async () => {
  const full = "The output can't be written: ENOSPC: no space left on device. Make room there, or send it elsewhere.";
  const commands = ['history many', 'verify --json', 'export whole', '--help'];
  const ended = await bash(`
    pets rebuild > /dev/null
    for command in ${commands.map((command) => `'${command}'`).join(' ')}; do pets $command > /dev/full; echo $?; done
    pets show many 2> /dev/full > shown; echo $?`);
  expect(ended.err.trim().split('\n')).toEqual(commands.map(() => full));
  expect(ended.out.trim().split('\n')).toEqual([...commands.map(() => '1'), '0']);
  expect(JSON.parse(readFileSync(at('shown'), 'utf8'))).toMatchObject({ petId: 'many' });
});

test.each([
  ['INT', 130],
  ['TERM', 143],
  ['HUP', 129],
])('SIG%s ends an import once, with its code, and leaves no copy behind', async (signal, code) => {
  const ended = await bash(`
    rm -f held; mkfifo held; sleep 30 > held & writer=$!
    pets import held & import=$!
    until ls tmp/pets-import-*/copy > /dev/null 2>&1; do sleep 0.05; done
    # The import itself, not the function that runs it.
    kill -${signal} $(pgrep -P $import || echo $import); wait $import; code=$?; kill $writer; exit $code`);
  expect(ended.code).toBe(code);
  expect(ended.err.match(/Stopped\. What was appended stays/g)).toHaveLength(1);
});

test('a reader that has enough is no failure', async () => {
  const { out, err } = await bash('pets history many --json | head -1; pets export /dev/stdout | head -1');
  expect(err).toBe('');
  expect(out.trim().split('\n')).toHaveLength(2);
});

test('a checkpoint follows links, and refuses what is no file, is full, or belongs to a run that goes on', () => {
  symlinkSync('checkpoint', at('to-checkpoint'));
  const kept = checkpointFile<number>(at('to-checkpoint'), {});
  kept.keep(7);
  expect(lstatSync(at('to-checkpoint')).isSymbolicLink()).toBe(true);
  expect(checkpointFile<number>(at('checkpoint'), {}).kept).toBe(7);
  writeFileSync(at('checkpoint.lock'), `${process.ppid}\n${processStart(process.ppid)}\n`);
  expect(() => checkpointFile(at('checkpoint'), {})).toThrow(`process ${process.ppid}`);
  // Of a run that was killed: no process has a number as high.
  writeFileSync(at('checkpoint.lock'), '99999999');
  const next = checkpointFile<number>(at('checkpoint'), {});
  expect(next.kept).toBe(7);
  next.remove();
  expect([existsSync(at('checkpoint')), existsSync(at('checkpoint.lock'))]).toEqual([false, false]);
  expect(() => checkpointFile('/dev/null', {})).toThrow('not a regular file');
  expect(() => checkpointFile(at('none/checkpoint'), {})).toThrow("can't be written: ENOENT");
});
