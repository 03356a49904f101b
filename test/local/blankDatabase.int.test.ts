import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { beginDatabase, blankDatabase } from '../../infra/local/blankDatabase.ts';
import { startEngine } from '../../infra/local/engine.ts';
import { enginePath } from '../../infra/local/enginePath.ts';

const folder = mkdtempSync(join(tmpdir(), 'pets-blank-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a database says that it holds, as SQLite keeps it: the text of each statement that made a part of it. */
const statementsIn = (database: Buffer): string[] =>
  [...database.toString('latin1').matchAll(/CREATE (?:TABLE|INDEX)[\w\s"'(),*]+\)/g)].map(([text]) => text).sort();

test('a blank database is what the engine makes, and an index of the stream', async () => {
  const made = join(folder, 'made.db');
  const engine = spawn(enginePath(), ['--host', '127.0.0.1', '--port', '0', '--db-path', made], { stdio: 'ignore' });
  await vi.waitFor(() => expect(existsSync(`${made}-wal`)).toBe(true), 10_000);
  engine.kill('SIGTERM');
  await vi.waitFor(() => expect(existsSync(`${made}-wal`)).toBe(false), 10_000);

  const statements = statementsIn(readFileSync(made));
  expect(statements.length).toBeGreaterThan(3);
  expect(statementsIn(blankDatabase())).toEqual(
    [
      ...statements,
      'CREATE INDEX stream_places ON _stream_records (table_name, CAST(sequence_number AS INTEGER))',
    ].sort(),
  );
});

test('the engine is started on it', async () => {
  const database = join(folder, 'used.db');
  const engine = await startEngine(database);
  await engine.stop();
  expect(statementsIn(readFileSync(database))).toEqual(statementsIn(blankDatabase()));
});

test('where it can not be written, the folder is named, and nothing is left', () => {
  const file = join(folder, 'none/pets.db');
  expect(() => beginDatabase(file)).toThrow(`The database ${file} can't be begun (ENOENT). Make room there, or`);
});

test('a database that is there stays, and one behind a link that leads nowhere is the engine’s to make', () => {
  const file = join(folder, 'kept.db');
  writeFileSync(file, 'kept');
  beginDatabase(file);
  expect(readFileSync(file, 'utf8')).toBe('kept');
  const link = join(folder, 'link.db');
  symlinkSync('elsewhere.db', link);
  beginDatabase(link);
  expect(existsSync(link)).toBe(false);
});

test('a new database has nothing of a journal that an older one left', () => {
  const file = join(folder, 'new.db');
  writeFileSync(`${file}-wal`, 'left');
  beginDatabase(file);
  expect(readFileSync(file).equals(blankDatabase())).toBe(true);
  expect(existsSync(`${file}-wal`)).toBe(false);
});
