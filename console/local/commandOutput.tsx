import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { Figures } from '../frame/figures.tsx';
import { ProblemNote } from '../frame/problemNote.tsx';
import { RawJson } from '../frame/rawJson.tsx';
import type { CommandRunning } from './useCommandRun.ts';

/** What a command prints: its progress, its output, and how it ended. */
export function CommandOutput({ isRunning, progress, output, code, problem, stop }: CommandRunning) {
  return (
    <div class="output">
      <ProblemNote problem={problem} />
      {isRunning && (
        <p>
          <progress aria-label="The command is running" /> <span class="small">{progress ?? 'Starting …'}</span>{' '}
          <button type="button" onClick={stop}>
            Stop
          </button>
        </p>
      )}
      <p role="status">{!isRunning && code !== undefined && <Ending code={code} progress={progress} />}</p>
      {output.map((value, place) => (
        <Output key={place} value={value} />
      ))}
    </div>
  );
}

function Ending({ code, progress }: { code: number | null; progress: string | undefined }) {
  if (code === 0) return <span class="badge good">Done: exit code 0</span>;
  if (code === null) return <span class="badge">Stopped</span>;
  return (
    <>
      <span class="badge bad">Failed: exit code {code}</span> {progress}
    </>
  );
}

/** The numbers in a command's JSON as figures, and all of the JSON. */
function Output({ value }: { value: JsonObject }) {
  const figures = Object.entries(value).flatMap(([name, number]) =>
    typeof number === 'number' ? [[name, number.toLocaleString('en-GB', { maximumFractionDigits: 2 })]] : [],
  );
  return (
    <>
      {figures.length > 0 && <Figures look="figures small-figures" of={Object.fromEntries(figures)} />}
      <details class="raw">
        <summary>As JSON</summary>
        <RawJson value={value} />
      </details>
    </>
  );
}
