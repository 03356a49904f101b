import { useState } from 'preact/hooks';
import { petsRequests } from '../../src/client/petsRequests.ts';
import type { JsonObject } from '../../src/domain/jsonValue.ts';
import { go, href } from '../frame/place.ts';
import { View } from '../frame/view.tsx';
import { pets } from '../service/pets.ts';
import { PetForm } from './petForm.tsx';

/** Creates a pet, with an id from the service or an id of its own. */
export function NewPetView() {
  const [petId, setPetId] = useState('');
  const create = async (attributes: JsonObject) => {
    const pet = await pets.send(petsRequests.create(petId === '' ? attributes : { ...attributes, petId }));
    go(href(['pets', pet.petId]));
  };
  return (
    <View
      title="New pet"
      lead="Recorded as the event PetCreated, version 1 of the pet. Without an id of your own, the service makes one."
    >
      <PetForm began={{}} submit="Create" draft="pets-draft" cancel={href(['pets'])} onSubmit={create}>
        <details class="raw">
          <summary>More: an id of your own</summary>
          <div class="field">
            <label for="field-petId">Id, up to 64 letters, digits, - and _</label>
            <input
              id="field-petId"
              value={petId}
              autocomplete="off"
              onInput={(event) => setPetId(event.currentTarget.value)}
            />
          </div>
        </details>
      </PetForm>
    </View>
  );
}
