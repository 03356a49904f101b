import { useRef, useState } from 'preact/hooks';
import { PetsProblem } from '../../src/client/petsClient.ts';
import { petsRequests } from '../../src/client/petsRequests.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { changesBetween, mergeObjects } from '../../src/domain/mergePatch.ts';
import type { Pet } from '../../src/domain/pet.ts';
import { withoutServerOwned } from '../../src/domain/pet.ts';
import { go, href } from '../frame/place.ts';
import { ProblemNote } from '../frame/problemNote.tsx';
import { Skeleton } from '../frame/skeleton.tsx';
import { View } from '../frame/view.tsx';
import { pets } from '../service/pets.ts';
import { useAnswer } from '../service/useAnswer.ts';
import { Conflict } from './conflict.tsx';
import { PetForm } from './petForm.tsx';

/** The pet that an edit builds on, and the attributes that the form starts with. */
interface Edit {
  base: Pet;
  shown: JsonObject;
}

/** Edits a pet. The changes are saved only if the pet is still at the version that was read. */
export function EditPetView({ petId }: { petId: string }) {
  const newest = petsRequests.show(petId, { consistency: 'strong' });
  const { answer, problem, isLoading, reload } = useAnswer(pets, newest);
  const [further, setFurther] = useState<Edit>();
  const [conflict, setConflict] = useState<{ base: Pet; mine: JsonObject; theirs: Pet }>();
  // A newer answer must not change the form under someone's hands.
  const started = useRef<Pet>(undefined);
  started.current ??= answer;
  const edit = further ?? (started.current && { base: started.current, shown: withoutServerOwned(started.current) });
  const back = href(['pets', petId]);

  const save = async (base: Pet, mine: JsonObject) => {
    const changes = changesBetween(withoutServerOwned(base), mine);
    if (Object.keys(changes).length === 0) return go(back);
    try {
      await pets.update(petId, changes, { version: base.version });
      go(back);
    } catch (refused) {
      if (!(refused instanceof PetsProblem && refused.status === 412)) throw refused;
      setConflict({ base, mine, theirs: await pets.send(newest) });
    }
  };
  /** My changes on top of their version, not sent yet. */
  const merged = ({ base, mine, theirs }: NonNullable<typeof conflict>): Edit => ({
    base: theirs,
    shown: mergeObjects(withoutServerOwned(theirs), changesBetween(withoutServerOwned(base), mine)),
  });

  return (
    <View
      above={<a href={back}>← Back to the pet</a>}
      title={conflict ? 'Someone else was faster' : 'Edit'}
      lead={
        edit && !conflict ? (
          <>
            <bdi>{edit.base.name}</bdi> at version {edit.base.version}. Your changes are saved only if nobody else has
            changed it meanwhile.
          </>
        ) : undefined
      }
    >
      <ProblemNote problem={edit ? undefined : problem} onRetry={reload} />
      {isLoading && <Skeleton />}
      {conflict ? (
        <Conflict
          {...conflict}
          theirsHref={back}
          onMerge={() => save(merged(conflict).base, merged(conflict).shown)}
          onEdit={() => {
            setFurther(merged(conflict));
            setConflict(undefined);
          }}
        />
      ) : (
        edit && (
          <PetForm
            key={edit.base.version}
            began={withoutServerOwned(edit.base)}
            shown={edit.shown}
            submit="Save"
            draft={`pets-draft ${petId} ${edit.base.version}`}
            cancel={back}
            onSubmit={(attributes) => save(edit.base, attributes)}
          />
        )
      )}
    </View>
  );
}
