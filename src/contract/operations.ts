import { MERGE_PATCH } from '../http/parseBody.ts';
import type { ProblemName } from '../http/problems.ts';
import type { RouteName } from '../routes.ts';
import type { ParameterName } from './parameters.ts';
import type { JsonSchema } from './ref.ts';
import type { HeaderName } from './responseHeaders.ts';

interface Success {
  description: string;
  headers?: HeaderName[];
  /** Headers that are there only sometimes. */
  optionalHeaders?: HeaderName[];
  /** The name of the body's schema; without it there is no body. */
  schema?: string;
  /** Where the body is not JSON. */
  mediaTypes?: readonly string[];
}

export interface Operation {
  operationId: string;
  tag: 'Pets' | 'Audit' | 'API';
  summary: string;
  description?: string;
  parameters: ParameterName[];
  /** Its schema, by name or as it is. */
  body?: { schema: string | JsonSchema; mediaTypes: readonly string[] };
  success: Record<number, Success>;
  /** Every problem that the operation can answer with, beside a fault of the service. */
  problems: ProblemName[];
}

/** Every function on a table can find it throttled or unreachable. */
const tableProblems: ProblemName[] = ['unavailable'];
const bodyProblems: ProblemName[] = [
  'invalid-json',
  'invalid-pet',
  'body-too-large',
  'pet-too-large',
  'unsupported-media-type',
];
const absence: ProblemName[] = ['pet-not-found', 'pet-deleted'];
/** What every change of a pet takes beside its body. */
const change: ParameterName[] = ['idempotencyKey', 'correlationId', 'traceparent'];
const changeProblems: ProblemName[] = ['invalid-parameter', 'idempotency-key-reused', 'contention', ...tableProblems];
/** What changes of a pet that exists take. */
const conditions: ParameterName[] = ['ifMatch', 'ifNoneMatch'];
const conditionProblems: ProblemName[] = ['version-conflict', 'precondition-required'];

const staticHeaders: HeaderName[] = ['ETag'];

const merging = {
  tag: 'Pets',
  description:
    'The body is merged into the pet (RFC 7396): what it does not name stays. A change that changes nothing is no new ' +
    'version. Without `If-Match` the change is applied to whatever the pet is by then, and no change of another ' +
    'writer is overwritten.',
  parameters: ['petId', ...conditions, ...change, 'prefer'],
  success: {
    200: { description: 'The pet as it is now.', headers: ['ETag'], schema: 'Pet' },
    204: {
      description: 'As `Prefer: return=minimal` asked for: the change alone.',
      headers: ['ETag', 'Preference-Applied'],
    },
  },
  problems: [...absence, ...bodyProblems, ...conditionProblems, ...changeProblems],
} satisfies Partial<Operation>;

/** What the document says of each route, by its method and path. */
export const operations: Record<RouteName, Operation> = {
  'POST /pets': {
    operationId: 'createPet',
    tag: 'Pets',
    summary: 'Create a pet',
    description: 'A pet that was deleted may be created again with the same petId: its history goes on.',
    parameters: [...change, 'prefer'],
    body: { schema: 'NewPet', mediaTypes: ['application/json'] },
    success: {
      201: {
        description: 'The pet was created. With `Prefer: return=minimal` there is no body.',
        headers: ['ETag', 'Location'],
        optionalHeaders: ['Preference-Applied'],
        schema: 'Pet',
      },
    },
    problems: [...bodyProblems, 'pet-exists', ...changeProblems],
  },
  'GET /pets': {
    operationId: 'listPets',
    tag: 'Pets',
    summary: 'List pets, newest first, as they are or as they were',
    description:
      'A pet keeps its place for as long as it lives, so pages are stable while others write. The list trails the ' +
      'writes by a moment. Filters may be combined. A page looks at a bounded number of pets: one with `partial` looked ' +
      'at enough before it was full, and its `nextCursor` goes on from there. A token needs the scope `pets:audit` too ' +
      'for `at`.',
    parameters: ['limit', 'type', 'status', 'ownerId', 'name', 'listAt', 'cursor'],
    success: { 200: { description: 'A page of pets.', optionalHeaders: ['Link'], schema: 'PetPage' } },
    problems: ['invalid-parameter', ...tableProblems],
  },
  'GET /pets/{petId}': {
    operationId: 'showPet',
    tag: 'Pets',
    summary: 'Show a pet, as it is or as it was',
    description: 'A token needs the scope `pets:audit` too for `version` and `at`.',
    parameters: ['petId', 'consistency', 'version', 'at', 'ifNoneMatch'],
    success: {
      200: {
        description: 'The pet.',
        headers: ['ETag'],
        optionalHeaders: ['Content-Location'],
        schema: 'Pet',
      },
      304: {
        description: 'The caller has this version already.',
        headers: ['ETag'],
        optionalHeaders: ['Content-Location'],
      },
    },
    problems: ['invalid-parameter', 'version-not-found', ...absence, ...tableProblems],
  },
  'PUT /pets/{petId}': {
    ...merging,
    operationId: 'putPet',
    summary: 'Change a pet',
    body: { schema: 'PetPatch', mediaTypes: MERGE_PATCH.mediaTypes },
  },
  'PATCH /pets/{petId}': {
    ...merging,
    operationId: 'patchPet',
    summary: 'Change a pet',
    body: { schema: 'PetPatch', mediaTypes: MERGE_PATCH.mediaTypes },
  },
  'DELETE /pets/{petId}': {
    operationId: 'deletePet',
    tag: 'Pets',
    summary: 'Delete a pet',
    description: 'Deleting it again is 204 too, and nothing more is recorded.',
    parameters: ['petId', ...conditions, ...change],
    success: { 204: { description: 'The pet is deleted.' } },
    problems: ['pet-not-found', ...conditionProblems, ...changeProblems],
  },
  'POST /pets/{petId}/restore': {
    ...merging,
    operationId: 'restorePet',
    summary: 'Make a pet what it was',
    description:
      'Brings back a deleted pet as it was before the deletion; with `version`, makes any pet again what it was then. ' +
      'Where it is so already, nothing is recorded.',
    parameters: ['petId', 'version', ...conditions, ...change, 'prefer'],
    problems: [
      'pet-not-found',
      'version-not-found',
      'invalid-pet',
      'pet-too-large',
      ...conditionProblems,
      ...changeProblems,
    ],
  },
  'DELETE /pets/{petId}/personal-data': {
    operationId: 'erasePersonalData',
    tag: 'Pets',
    summary: 'Erase personal data of a pet, from its past too',
    description:
      'The pet is without it at once, its earlier versions within moments. What was erased already is not erased again, ' +
      'and nothing more is recorded. Deleted pets have a past to erase, too.',
    parameters: ['petId', 'fields', ...conditions, ...change, 'prefer'],
    success: {
      202: {
        description: 'The pet without it; null if it is deleted. With `Prefer: return=minimal` there is no body.',
        headers: ['ETag'],
        optionalHeaders: ['Preference-Applied'],
        schema: 'PetOrNull',
      },
    },
    problems: ['pet-not-found', ...conditionProblems, ...changeProblems],
  },
  'GET /pets/{petId}/history': {
    operationId: 'showHistory',
    tag: 'Audit',
    summary: 'Show who changed what of a pet, and when',
    description: 'A deleted pet has its history too.',
    parameters: ['petId', 'order', 'afterVersion', 'as', 'limit', 'cursor'],
    success: { 200: { description: 'A page of events.', optionalHeaders: ['Link'], schema: 'HistoryPage' } },
    problems: ['invalid-parameter', 'pet-not-found', ...tableProblems],
  },
  'GET /pets/{petId}/blame': {
    operationId: 'blamePet',
    tag: 'Audit',
    summary: 'Show who last set each field of a pet',
    parameters: ['petId', 'cursor'],
    success: { 200: { description: 'The fields.', headers: ['ETag'], optionalHeaders: ['Link'], schema: 'Blame' } },
    problems: ['invalid-parameter', ...absence, ...tableProblems],
  },
  'GET /pets/{petId}/history/{version}/receipt': {
    operationId: 'showReceipt',
    tag: 'Audit',
    summary: 'Show the proof that the signed log holds an event',
    description:
      'The receipt can be checked offline, with the key of the log: `pets check-receipt`, or `pets-service/receipt`.',
    parameters: ['petId', 'pathVersion'],
    success: { 200: { description: 'The receipt.', schema: 'Receipt' } },
    problems: ['invalid-parameter', 'pet-not-found', 'version-not-found', 'receipt-not-ready', ...tableProblems],
  },
  'GET /log/checkpoint': {
    operationId: 'showCheckpoint',
    tag: 'Audit',
    summary: 'Show the newest signed checkpoint of the log',
    description:
      'A note of C2SP tlog-checkpoint. Keep it: the log can then never be written anew without your noticing.',
    parameters: [],
    success: { 200: { description: 'The checkpoint.', schema: 'Text', mediaTypes: ['text/plain'] } },
    problems: ['invalid-parameter', 'log-not-ready', ...tableProblems],
  },
  'GET /log/key': {
    operationId: 'showLogKey',
    tag: 'Audit',
    summary: 'Show the public keys of the log',
    description: 'A vkey of C2SP signed-note on each line, the newest first. Get it once, and keep it elsewhere.',
    parameters: [],
    success: { 200: { description: 'The keys.', schema: 'Text', mediaTypes: ['text/plain'] } },
    problems: ['invalid-parameter', 'log-not-ready', ...tableProblems],
  },
  'GET /log/consistency': {
    operationId: 'showConsistency',
    tag: 'Audit',
    summary: 'Show the proof that the log only grew',
    parameters: ['fromSize', 'toSize'],
    success: { 200: { description: 'The proof (RFC 9162 section 2.1.4).', schema: 'Consistency' } },
    problems: ['invalid-parameter', 'log-not-ready', ...tableProblems],
  },
  'GET /log/tile/{level}/{index+}': {
    operationId: 'showTile',
    tag: 'Audit',
    summary: 'Show a tile of the log',
    description: 'As C2SP tlog-tiles names and cuts them. The index may have several segments.',
    parameters: ['level', 'tileIndex'],
    success: {
      200: { description: 'Its hashes, or leaves.', schema: 'Text', mediaTypes: ['application/octet-stream'] },
    },
    problems: ['invalid-parameter', 'tile-not-found', 'log-not-ready', ...tableProblems],
  },
  'GET /events': {
    operationId: 'listEvents',
    tag: 'Audit',
    summary: 'List the events of all pets, in the order of their ids',
    description:
      'A feed to follow: its `nextCursor` goes on with what came since, and skips nothing. Events appear some seconds ' +
      'after they were recorded. With `after` they come in the order of the log, each with its `index`, one more than ' +
      'the one before it.',
    parameters: ['from', 'to', 'eventType', 'actor', 'after', 'as', 'limit', 'cursor'],
    success: { 200: { description: 'A page of events.', optionalHeaders: ['Link'], schema: 'EventPage' } },
    problems: ['invalid-parameter', ...tableProblems],
  },
  'GET /': {
    operationId: 'showLinks',
    tag: 'API',
    summary: 'Lead on',
    description: 'A program gets links. A browser, which accepts HTML, is led to the console.',
    parameters: [],
    success: {
      200: { description: 'Where things are.', headers: ['Vary', 'Link'], schema: 'Links' },
      303: { description: 'The console is elsewhere.', headers: ['Vary', 'Location'] },
    },
    problems: ['invalid-parameter'],
  },
  'GET /favicon.ico': {
    operationId: 'showIcon',
    tag: 'API',
    summary: 'The icon of the pages',
    parameters: [],
    success: { 301: { description: 'The icon is elsewhere.', headers: ['Location'] } },
    problems: ['invalid-parameter'],
  },
  'GET /health': {
    operationId: 'showHealth',
    tag: 'API',
    summary: 'Tell whether the API answers',
    parameters: [],
    success: { 200: { description: 'It does.', schema: 'Health' } },
    problems: ['invalid-parameter'],
  },
  'GET /openapi.json': {
    operationId: 'showOpenApi',
    tag: 'API',
    summary: 'This document',
    parameters: ['ifNoneMatch'],
    success: {
      200: { description: 'The API as an OpenAPI 3.1 document.', headers: staticHeaders, schema: 'OpenApi' },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['invalid-parameter'],
  },
  'GET /asyncapi.json': {
    operationId: 'showAsyncApi',
    tag: 'API',
    summary: 'What the event bus carries',
    parameters: ['ifNoneMatch'],
    success: {
      200: { description: 'The events as an AsyncAPI 3.1 document.', headers: staticHeaders, schema: 'AsyncApi' },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['invalid-parameter'],
  },
  'GET /docs': {
    operationId: 'showDocs',
    tag: 'API',
    summary: 'This API as a page',
    parameters: ['ifNoneMatch'],
    success: {
      200: {
        description: 'A page to read and to try.',
        headers: staticHeaders,
        schema: 'Text',
        mediaTypes: ['text/html'],
      },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['invalid-parameter'],
  },
  'GET /docs/{file}': {
    operationId: 'showDocsPart',
    tag: 'API',
    summary: 'A part of the page',
    parameters: ['file', 'ifNoneMatch'],
    success: {
      200: { description: 'A script or a stylesheet.', headers: staticHeaders, schema: 'Text', mediaTypes: ['text/*'] },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['route-not-found', 'invalid-parameter'],
  },
  'GET /console': {
    operationId: 'showConsole',
    tag: 'API',
    summary: 'The console',
    parameters: ['ifNoneMatch'],
    success: {
      200: {
        description:
          'A page for people: the pets, their history and what happens. It asks this API, with the token it is given.',
        headers: staticHeaders,
        schema: 'Text',
        mediaTypes: ['text/html'],
      },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['invalid-parameter'],
  },
  'GET /console/{file}': {
    operationId: 'showConsolePart',
    tag: 'API',
    summary: 'A part of the console',
    parameters: ['file', 'ifNoneMatch'],
    success: {
      200: {
        description: 'A script, a stylesheet or the icon.',
        headers: staticHeaders,
        schema: 'Text',
        mediaTypes: ['text/*', 'image/svg+xml'],
      },
      304: { description: 'The caller has it already.', headers: staticHeaders },
    },
    problems: ['route-not-found', 'invalid-parameter'],
  },
};
