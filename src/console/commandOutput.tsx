import type { JsonObject } from '../domain/jsonValue.ts';
import { ProblemNote } from './problemNote.tsx';
import { RawJson } from './rawJson.tsx';
import type { CommandRunning } from './useCommandRun.ts';

/** What a command says: how far it is, what it found, how it ended. */
export function CommandOutput({ isRunning, progress, output, code, problem, stop }: CommandRunning) {
  return (
    <div class="output">
      <ProblemNote problem={problem} />
      {isRunning && (
        <p>
          <progress aria-label="The command runs" /> <span class="small">{progress ?? 'Starting …'}</span>{' '}
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

/** The numbers that count in a command's JSON as figures, and all of it as it is. */
function Output({ value }: { value: JsonObject }) {
  const figures = Object.entries(value).filter(([, number]) => typeof number === 'number');
  return (
    <>
      {figures.length > 0 && (
        <dl class="figures small-figures">
          {figures.map(([name, number]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{Number(number).toLocaleString('en-GB', { maximumFractionDigits: 2 })}</dd>
            </div>
          ))}
        </dl>
      )}
      <details class="raw">
        <summary>As JSON</summary>
        <RawJson value={value} />
      </details>
    </>
  );
}
