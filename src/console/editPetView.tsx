import { useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import { changesBetween, mergeObjects } from '../domain/mergePatch.ts';
import type { Pet } from '../domain/pet.ts';
import { petPath, Refusal, send } from './api.ts';
import { Conflict } from './conflict.tsx';
import { attributesOf } from './petFields.ts';
import { PetForm } from './petForm.tsx';
import { ProblemNote } from './problemNote.tsx';
import { go, href } from './router.ts';
import { useAnswer } from './useAnswer.ts';
import { View } from './view.tsx';

/** The pet that an edit builds on, and the attributes that the form begins with. */
interface Edit {
  base: Pet;
  shown: JsonObject;
}

/** Edits a pet: sends what was changed, on condition that the pet is still at the version that was read. */
export function EditPetView({ petId }: { petId: string }) {
  const newest = { method: 'GET', path: `${petPath(petId)}?consistency=strong` } as const;
  const { answer, problem } = useAnswer<Pet>(newest);
  const [further, setFurther] = useState<Edit>();
  const [conflict, setConflict] = useState<{ base: Pet; mine: JsonObject; theirs: Pet }>();
  const edit = further ?? (answer && { base: answer, shown: attributesOf(answer) });
  const back = href(['pets', petId]);

  const save = async (base: Pet, mine: JsonObject) => {
    const body = changesBetween(attributesOf(base), mine);
    if (Object.keys(body).length === 0) return go(back);
    try {
      await send({ method: 'PATCH', path: petPath(petId), body, version: base.version });
      go(back);
    } catch (refused) {
      if (!(refused instanceof Refusal && refused.status === 412)) throw refused;
      setConflict({ base, mine, theirs: await send<Pet>(newest) });
    }
  };
  /** My changes on their version, not sent yet. */
  const merged = ({ base, mine, theirs }: NonNullable<typeof conflict>): Edit => ({
    base: theirs,
    shown: mergeObjects(attributesOf(theirs), changesBetween(attributesOf(base), mine)),
  });

  return (
    <View
      title={conflict ? 'Someone else was faster' : 'Edit'}
      lead={
        edit && !conflict ? (
          <>
            <code>{petId}</code> at version {edit.base.version}. It is changed only if nobody else has changed it by
            then (If-Match).
          </>
        ) : undefined
      }
    >
      <ProblemNote problem={edit ? undefined : problem} />
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
            began={attributesOf(edit.base)}
            shown={edit.shown}
            submit="Save"
            cancel={back}
            onSubmit={(attributes) => save(edit.base, attributes)}
          />
        )
      )}
    </View>
  );
}
