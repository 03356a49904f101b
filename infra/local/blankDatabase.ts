import { lstatSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/**
 * A database as the embedded engine begins it, with an index more: at each write the engine asks for the last record of
 * the stream, and without it looks at every one. It is SQLite's file, gzipped, in base64. For another version of the
 * engine, let that make a database and end, and then:
 *
 *     sqlite3 pets.db 'CREATE INDEX stream_places ON _stream_records (table_name, CAST(sequence_number AS INTEGER)); VACUUM'
 *     gzip -9n < pets.db | base64 -w 116
 */
const BLANK = [
  'H4sIAAAAAAACA+3aQW/aMBgG4FBKoZ06ul3Q1ItvLWo3rZp22GHSsjab0CilkFbtKTKJS72FhCYOW49ohx73u/Zfpu264xwSaEmg0OPQ+4iIOPnsOLZj',
  'SKB5XOWCkQvX61BBXikbytKS8o4QRVGycikot3JyWb6TziizZZUXZma9+FfJF9pK8W3x56PXxcerauGPTAIAAMBi6+fy+dLWTqavccdi33zhMdoxujY1',
  'mW/EKY+Zrmf5hf2GpuoaqdQOtDMyFkmOaiQRTbYFbdnMcGiH7ZJ9talv++wqYI4ptwWdFvOI2pRl6dpHrVEu11dWSjs7mfNBJv/Klt99jGF8IpmP66Gr',
  '76saSezcHhxPpsrfr3L5sMibZ1FFxquXSK6MlZk6lTWSwK1h1Um9UTlUG+fkk3ZO1BP9qFKTZR1qNX03leu2RYiunemkdiSXk2o1Hcl6zBFzRX5h177x',
  '2XedWYEO+2rwDm1HJab3u7Z17/5k7804nH9JPVmgNSvOlC0tmGXIL7nDFp0eHPjMk2XKtuHielDyWEj55jSbL21uZn5ko6aORlP8tjzex9HGCX2b7KU7',
  'HTyx+Q3fvGQdOutEqRAebwVyrFrsgjtccNfxZ2Vq+zwVno6y54qKBzVzwvO7Hb8H2gf1pKqTl1Nz9LgcOuK6y+4v2KYtZk8JEcI2Rg1wT8wDKveggTOc',
  'AqgIEm0+OsSWuq9XTrWtdOYWt23utI2Oa8VDYpSnrp4bda1hNLTjE62pT8jc9dwe92W3yKqKS88N2pfdQExrAtqe2nu+rH+XmfyCmzTs5qlFhGdq2tSf',
  'VpLFbBYWYMiqCWYOVh/Q7jLaksPdmet0wrrEc0B6d08e3JXXc/jBkxq/4xf28+WVkrqZUaIPqWjKp4Fwo7zD63wvXsn1VzODeaDP4+ZwnQvejt+WxueB',
  'aOOEeUBe2nNMAD1qB4lJOlH1pXurHldtL14Z3duvhzfyxV+KfAEAAAAAAADAAniayZaL0VNEo8e88GnRm7XB/f9vRb4AAAAAAAAAYCE8yZZXxx8AhL//',
  'KxtoGQAAAAAAAIBFtob7fwAAAAAAAICFh9//AQAAAAAAAHD/DwAAAAAAAAD/P/z/HwAAAAAAAGDx/QPVRAOyAIAAAA==',
].join('');

/** The bytes of a blank database. */
export const blankDatabase = (): Buffer => gunzipSync(Buffer.from(BLANK, 'base64'));

/** Begins a database in a file, unless it is there. It appears as a whole. Throws, with what to do, where it can't be. */
export function beginDatabase(file: string): void {
  if (lstatSync(file, { throwIfNoEntry: false })) return;
  // SQLite would add to it what the journal of another one holds.
  for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true });
  const begun = `${file}.begun`;
  try {
    writeFileSync(begun, blankDatabase(), { flush: true, mode: 0o644 });
    renameSync(begun, file);
  } catch (cause) {
    rmSync(begun, { force: true });
    const { code } = cause as NodeJS.ErrnoException;
    throw new Error(
      `The database ${file} can't be begun (${code}). Make room there, or choose another folder with --data.`,
      {
        cause,
      },
    );
  }
}
