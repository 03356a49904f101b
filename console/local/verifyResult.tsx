import type { VerifyOutput } from '../../src/client/localClient.ts';
import { counted } from '../frame/counted.ts';
import { href } from '../frame/place.ts';
import { FieldValue } from '../pet/fieldValue.tsx';

/** What `verify` found, in words; each finding with what to do next. */
export function VerifyResult(output: VerifyOutput) {
  const { ok, pets, petId, events, erasedValues, unremovedValues, findings, findingsTotal } = output;
  const unremoved = unremovedValues > 0 ? ` (${unremovedValues} still to be removed)` : '';
  const erased = erasedValues + unremovedValues > 0 ? `, ${counted(erasedValues, 'value')} erased${unremoved}` : '';
  const read = `${counted(events, 'event')} of ${petId ?? counted(pets ?? 0, 'pet')}${erased}`;
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
      <ul class="findings problem">
        {findings.map(({ petId, version, fault, message, next, differences = [] }, place) => (
          <li key={place}>
            <span class="badge bad">{fault}</span>{' '}
            <a href={href(['pets', petId], { version })}>
              {version !== undefined && `Version ${version} of `}
              <code>{petId}</code>
            </a>
            : {message}.
            {differences.map(({ pointer, before, after }) => (
              <div key={pointer} class="small">
                <code>{pointer.slice(1)}</code>: should be <FieldValue value={before} />, is{' '}
                <FieldValue value={after} />
              </div>
            ))}
            <div>
              <b>Next:</b> {next}
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
