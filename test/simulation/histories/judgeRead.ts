import { isSameJson } from '../../judge/json.ts';
import { shownPet } from '../../judge/petState.ts';
import { etagOf } from '../../judge/preconditions.ts';
import { type Attempt, bodyOf, told } from './attempt.ts';
import { isHonestFault, type Judged } from './judged.ts';
import type { PetRecord } from './petRecord.ts';

const WHAT = {
  show: 'no row was so then, or a newer one had been read',
  strong: 'the pet was not so while it was read',
  asOf: 'the pet had not come that far, or not so',
};

/** What a read saw: a pet at the version that it names, or that there was none. */
export function judgeRead(read: Attempt, { petId, states }: PetRecord): Judged {
  const { request, answer, begin, end } = read;
  if (!answer) return { faults: [], sights: [] };
  if (answer.status >= 500) return { faults: isHonestFault(read) ? [] : [told(read)], sights: [] };
  const body = bodyOf(read);
  const shows = (version: number): boolean => {
    const pet = shownPet(petId, states[version]!);
    if (answer.status === 304)
      return answer.headers.etag === etagOf(version) && request.ifNoneMatch === etagOf(version);
    if (answer.status === 200) return answer.headers.etag === etagOf(version) && isSameJson(body, pet);
    return pet === null && answer.status === (version === 0 ? 404 : 410);
  };
  const isNotThere = answer.status === 404;
  const wanted = request.version ?? 0;
  const fits =
    request.kind === 'asOf'
      ? (newest: number) => (isNotThere ? newest < wanted : newest >= wanted && shows(wanted))
      : shows;
  const what = WHAT[request.kind as keyof typeof WHAT];
  return { faults: [], sights: [{ attempt: read, what, begin, end, fits, trails: request.kind === 'show' }] };
}
