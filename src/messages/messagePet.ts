import * as z from 'zod/mini';
import { time, version } from './described.ts';

const letters = (from: number, to: number) => z.string().check(z.regex(new RegExp(`^[\\s\\S]{${from},${to}}$`, 'u')));
const texts = () => z.array(z.string()).check(z.maxLength(50));

/** What other teams are told of a pet. Their shape of it, and not the domain's: it may only gain optional fields. */
export const messageAttributesSchema = z.looseObject({
  name: letters(1, 200),
  type: letters(1, 100),
  breed: z.optional(z.string()),
  color: z.optional(z.string()),
  sex: z.optional(z.string()),
  notes: z.optional(z.string()),
  microchipId: z.optional(z.string()),
  ownerId: z.optional(z.string()),
  birthDate: z.optional(z.iso.date()),
  weightKg: z.optional(z.number().check(z.positive())),
  tags: z.optional(texts()),
  photoUrls: z.optional(texts()),
  status: z.optional(z.enum(['available', 'pending', 'adopted', 'sold'])),
});

export const messagePetSchema = z.extend(messageAttributesSchema, {
  petId: z.string(),
  version: version("The event's version."),
  createdAt: time("When the pet's present life began"),
  updatedAt: time('When the event was recorded'),
});

export type MessageAttributes = z.infer<typeof messageAttributesSchema>;
export type MessagePet = z.infer<typeof messagePetSchema>;
