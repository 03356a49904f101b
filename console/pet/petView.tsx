import { useState } from 'preact/hooks';
import { petsRequests } from '../../src/client/petsRequests.ts';
import type { PersonalName } from '../../src/domain/splitPersonal.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { View } from '../frame/view.tsx';
import { CommandRun } from '../local/commandRun.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';
import { ChainBadge } from './chainBadge.tsx';
import { personalLabel } from './eraseDialog.tsx';
import { EventList } from './eventList.tsx';
import { isDeletedAt } from './isDeletedAt.ts';
import { LifeLine } from './lifeLine.tsx';
import { PersonalSection } from './personalSection.tsx';
import { ReceiptNote } from './receiptNote.tsx';
import { useChosenVersion } from './useChosenVersion.ts';
import { useHistory } from './useHistory.ts';
import { VersionPanel } from './versionPanel.tsx';

interface PetViewProps {
  petId: string;
  query: URLSearchParams;
  isLocal: boolean;
}

/** A pet through time: its events, and its state at any of its versions. */
export function PetView({ petId, query, isLocal }: PetViewProps) {
  const { items, hasOlder, problem, loadOlder, reload } = useHistory(petId);
  const [refusal, setRefusal] = useState<unknown>();
  const [done, setDone] = useState('');
  const newest = items?.[0];
  const [chosen, choose] = useChosenVersion(petId, query);
  const version = newest && Math.min(Math.max(chosen ?? newest.version, 1), newest.version);
  const isDeleted = newest !== undefined && isDeletedAt(newest.version, items ?? []);

  const carryOut = async (change: Promise<unknown>, said = '') => {
    try {
      await change;
      setRefusal(undefined);
      setDone(said);
      choose(undefined);
      go(href(['pets', petId]), { replace: true });
    } catch (refused) {
      setRefusal(refused);
    }
    reload();
  };

  const nameThere = nameIn(items ?? []);
  // In a long history the events that were loaded may not name the pet.
  const { answer: pet } = useAnswer(pets, newest && nameThere === undefined ? petsRequests.show(petId) : null);
  const name = nameThere ?? pet?.name ?? petId;
  const remove = () =>
    carryOut(pets.remove(petId, { version: newest!.version }), `${name} was deleted. Undo brings it back as it was.`);
  const restore = () => carryOut(pets.restore(petId, { expectedVersion: newest!.version }), `${name} is back.`);
  const erase = (fields: readonly PersonalName[]) =>
    carryOut(pets.erase(petId, { fields }), `Erased for good: ${fields.map(personalLabel).join(', ')}.`);

  if (!newest || version === undefined) {
    return (
      <View title="Pet" lead={<code>{petId}</code>} above={<AllPets />}>
        <ProblemNote problem={problem} onRetry={reload} />
        {problem === undefined && <Skeleton />}
      </View>
    );
  }
  return (
    <View
      title={name}
      above={<AllPets />}
      lead={
        <>
          <code>{petId}</code> <ChainBadge items={items} hasOlder={hasOlder} />{' '}
          {isDeleted && <span class="badge bad">Deleted</span>}
        </>
      }
      actions={
        isDeleted ? (
          <button type="button" class="primary" onClick={restore}>
            {done === '' ? 'Restore' : 'Undo'}
          </button>
        ) : (
          <>
            <button type="button" class="danger" onClick={remove}>
              Delete
            </button>
            <a class="button primary" href={href(['pets', petId, 'edit'])}>
              Edit
            </a>
          </>
        )
      }
    >
      <p class={done === '' ? 'sr-only' : 'done'} role="status">
        {done}
      </p>
      <ProblemNote problem={refusal ?? problem} onRetry={refusal === undefined ? reload : undefined} />
      <div class="columns">
        <section aria-labelledby="events">
          <h2 id="events">Events</h2>
          <EventList items={items} selected={version} />
          {hasOlder && (
            <button type="button" onClick={loadOlder}>
              Older events
            </button>
          )}
        </section>
        <section aria-labelledby="version">
          <h2 id="version">
            Version {version} of {newest.version}
          </h2>
          <LifeLine items={items} version={version} onSelect={choose} />
          <VersionPanel
            petId={petId}
            version={version}
            items={items}
            onRestore={() =>
              carryOut(
                pets.restore(petId, { version, expectedVersion: newest.version }),
                `${name} is again as it was at version ${version}.`,
              )
            }
          />
        </section>
      </div>
      <PersonalSection petName={name} items={items} hasOlder={hasOlder} onErase={erase} reload={reload} />
      <section aria-labelledby="proof">
        <h2 id="proof">Proof</h2>
        <ReceiptNote key={version} petId={petId} version={version} />
        {isLocal && (
          <>
            <p>
              <code>verify</code> recomputes every hash, folds the changes, and compares the result with the state and
              the row.
            </p>
            <CommandRun key={newest.version} label="Verify this pet" command={{ command: 'verify', petId }} />
          </>
        )}
      </section>
    </View>
  );
}

const AllPets = () => <a href={href(['pets'])}>← All pets</a>;

/** The newest name in the events. */
function nameIn(items: readonly { changes: readonly { pointer: string; before?: unknown; after?: unknown }[] }[]) {
  for (const { changes } of items) {
    const change = changes.find(({ pointer }) => pointer === '/name');
    if (change) return String(change.after ?? change.before);
  }
  return undefined;
}
