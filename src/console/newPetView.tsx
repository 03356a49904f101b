import { useState } from 'preact/hooks';
import type { JsonObject } from '../domain/jsonValue.ts';
import type { Pet } from '../domain/pet.ts';
import { send } from './api.ts';
import { PetForm } from './petForm.tsx';
import { go, href } from './router.ts';
import { View } from './view.tsx';

/** Creates a pet, with an id that the service makes or one of the person's own. */
export function NewPetView() {
  const [petId, setPetId] = useState('');
  const create = async (attributes: JsonObject) => {
    const body = petId === '' ? attributes : { ...attributes, petId };
    const pet = await send<Pet>({ method: 'POST', path: '/pets', body });
    go(href(['pets', pet.petId]));
  };
  return (
    <View title="New pet" lead="Becomes a PetCreated event, version 1 of the pet's stream.">
      <PetForm began={{}} submit="Create" cancel={href(['pets'])} onSubmit={create}>
        <div class="field">
          <label for="field-petId">Id, made by the service where it is left empty</label>
          <input
            id="field-petId"
            value={petId}
            autocomplete="off"
            onInput={(event) => setPetId(event.currentTarget.value)}
          />
        </div>
      </PetForm>
    </View>
  );
}
