import type { VerifyOutput } from '../../src/client/localClient.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { RawJson } from '../frame/rawJson.tsx';
import { commandWords } from './commandWords.ts';
import type { CommandRunning } from './useCommandRun.ts';
import { VerifyResult } from './verifyResult.tsx';

/** The bar that a terminal shows; the page has one of its own. */
const BAR = /^\s*[[|][^\]|]*[\]|]\s*/;

/** What a command prints: its progress, its output, and how it ended. */
export function CommandOutput({ isRunning, progress, output, code, problem, stop }: CommandRunning) {
  return (
    <div class="output">
      <ProblemNote problem={problem} />
      {isRunning && (
        <p>
          <progress aria-label="The command is running" max={100} value={/(\d+) %/.exec(progress ?? '')?.[1]} />{' '}
          <span class="small">{progress?.replace(BAR, '') ?? 'Starting …'}</span>{' '}
          <button type="button" onClick={stop}>
            Stop
          </button>
        </p>
      )}
      <p role="status">
        {!isRunning && code !== undefined && !output.some(isVerifyOutput) && <Ending code={code} progress={progress} />}
      </p>
      {output.map((value, place) => (
        <Output key={place} value={value} />
      ))}
    </div>
  );
}

function Ending({ code, progress }: { code: number | null; progress: string | undefined }) {
  if (code === 0) return <span class="badge good">Done</span>;
  if (code === null) return <span class="badge">Stopped</span>;
  return (
    <>
      <span class="badge bad">Failed</span> {progress ?? 'The terminal of the service says why.'}
    </>
  );
}

const isVerifyOutput = (value: object): value is VerifyOutput => 'findings' in value && 'findingsTotal' in value;

/** What a command's JSON says in words, what is wrong first, and all of the JSON. */
function Output({ value }: { value: JsonObject }) {
  const words = commandWords(value);
  return (
    <>
      {isVerifyOutput(value) && <VerifyResult {...value} />}
      {words?.fault !== undefined && (
        <p class="problem" role="alert">
          {words.fault}
        </p>
      )}
      {words && <p role="status">{words.text}</p>}
      <details class="raw">
        <summary>As JSON</summary>
        <RawJson value={value} />
      </details>
    </>
  );
}
