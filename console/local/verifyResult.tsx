import type { VerifyOutput } from '../../src/client/localClient.ts';
import { FieldValue } from '../pet/fieldValue.tsx';

/** What `verify` found, in words; each finding with what to do next. */
export function VerifyResult({ ok, pets, petId, events, findings, findingsTotal }: VerifyOutput) {
  const read = `${counted(events, 'event')} of ${petId ?? counted(pets ?? 0, 'pet')}`;
  if (ok) {
    return (
      <p role="status">
        <span class="badge good">Sound</span> {read}: no event was edited, added or removed, and every row follows from
        its events.
      </p>
    );
  }
  return (
    <>
      <p role="status">
        <span class="badge bad">{counted(findingsTotal, 'finding')}</span> {read}.
      </p>
      <ul class="findings">
        {findings.map(({ petId, version, fault, message, next, differences = [] }, place) => (
          <li key={place}>
            <span class="badge bad">{fault}</span> <code>{petId}</code> {version !== undefined && `v${version}`}:{' '}
            {message}.
            {differences.map(({ pointer, before, after }) => (
              <div key={pointer} class="small">
                <code>{pointer.slice(1)}</code>: should be <FieldValue value={before} />, is{' '}
                <FieldValue value={after} />
              </div>
            ))}
            <div class="small">{next}</div>
          </li>
        ))}
      </ul>
    </>
  );
}

const counted = (number: number, noun: string): string =>
  `${number.toLocaleString('en-US')} ${noun}${number === 1 ? '' : 's'}`;
