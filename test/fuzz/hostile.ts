import fc from 'fast-check';

/** Were this to show among the headers of a response, a request could write them. */
export const CANARY = 'x-injected';
const INJECTION = `a\r\n${CANARY}: yes`;

/** Texts that break what is careless with them: parsers, paths, prototypes, expressions, headers, logs. */
const texts = [
  '',
  ' ',
  '\u0000',
  '\u007f',
  '\t',
  '\ufeff',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'null',
  'undefined',
  'NaN',
  '-1',
  '1e400',
  '9007199254740993',
  '0x10',
  '%',
  '%00',
  '%zz',
  '"',
  "'",
  '\\',
  '{{1+1}}',
  "' OR 1=1 --",
  '"1", "2" , W/"3"',
  '"1",,"2"',
  ', "1" ,',
  '"a,b","1"',
  '""',
  '" "',
  'a"b',
  'respond-async; return=minimal, return="minimal"; x="a, b"',
  '2026-03-01T00:00:00+0000',
  '2026-03-01 00:00:00z',
  '2016-12-31T23:59:60Z',
  '2026-03-01T23:59:60Z',
  `2026-03-01T00:00:00.${'1'.repeat(400)}Z`,
  '"1',
  'W/""',
  '*, *',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'é',
  '🐕',
  'e\u0301',
  '\u202e',
  'ﷺ',
  'x'.repeat(129),
  'x'.repeat(256),
  'x'.repeat(4_000),
  '"'.repeat(3_000),
  '"",'.repeat(2_000),
  ' ,'.repeat(2_000),
  'return=minimal'.repeat(200),
];

/** Any of them, or anything; never a lone surrogate, which no bytes on the wire could be. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...texts) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 20 }) },
);

/** What a client could send as a part of a URL without being refused as no HTTP: hostile, yet without raw blanks. */
export const hostileUrlText: fc.Arbitrary<string> = fc.oneof(
  { weight: 9, arbitrary: hostileText.map((text) => text.replace(/[^!-~]/gu, encodeURIComponent)) },
  { weight: 1, arbitrary: hostileText },
);

/** A header's value, with line breaks among the rest. */
export const hostileHeader: fc.Arbitrary<string> = fc.oneof(
  { weight: 8, arbitrary: hostileText.map((text) => text.replace(/\p{Cc}/gu, '')) },
  { weight: 1, arbitrary: hostileText },
  { weight: 1, arbitrary: fc.constantFrom(INJECTION, `a\n${CANARY}: yes`, `a\r${CANARY}: yes`, 'a\u0000b', 'a\r\n b') },
);

/** A piece of a path as it is sent. */
export const hostileSegment: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      '',
      '.',
      '..',
      '%2e%2e',
      '%2F',
      'a%2Fb',
      '..%2f..%2f',
      '%00',
      '%',
      '%zz',
      '%C0%80',
      '%ED%A0%80',
      '%25',
      '%F0%9F%90%95',
      'é',
      '🐕',
      '*',
      '{petId}',
      'a;b=c',
      'a?b',
      'a#b',
      '\\',
      '__proto__',
      'constructor',
      'a'.repeat(64),
      'a'.repeat(65),
      'a'.repeat(6_000),
      'a'.repeat(20_000),
      `a%0d%0a${CANARY}:%20yes`,
      'a b',
    ),
  },
  { weight: 2, arbitrary: hostileText.map(encodeURIComponent) },
  { weight: 1, arbitrary: hostileUrlText },
);

/** Bodies that are no pet, or nearly one. */
const bodies = [
  '',
  ' ',
  'null',
  'true',
  '1',
  '"text"',
  '[]',
  '[{"name":"a","type":"b"}]',
  '{',
  '{"name":"a","type":"b"',
  '{"name":"a","type":"b"}}',
  "{'name':'a'}",
  '{"name":"a","type":"b",}',
  '{"name":"a","name":"b","type":"c"}',
  '{"name":"a","type":"b","a":1,"\\u0061":2}',
  '{"name":"a","type":"b","a":[{"b":{"c":1,"c":2}}]}',
  `{"name":"a","type":"b",${'"a":1,'.repeat(10_000)}"a":1}`,
  `{"name":"a","type":"b","${'k'.repeat(20_000)}":{${Array.from({ length: 3_000 }, (_, n) => `"${n}":0`).join(',')}}}`,
  `{"name":"a","type":"b",${`"${'k'.repeat(200)}":{`.repeat(14)}${Array.from({ length: 2_300 }, (_, n) => `"f${n}":0`).join(',')}${'}'.repeat(14)}}`,
  '{"name":"a","type":"b","__proto__":{"polluted":true}}',
  '{"name":"a","type":"b","a":[{"__proto__":null}]}',
  '{"name":"a","type":"b","\\u005f_proto__":{"polluted":true}}',
  '{"name":"a","type":"b","constructor":{"prototype":{"polluted":true}}}',
  '{"name":"a","type":"b","toString":1,"valueOf":null,"toJSON":"x","then":{},"length":-1,"hasOwnProperty":0}',
  '{"name":"a","type":"b","":1}',
  '{"name":"\\ud800","type":"b"}',
  '{"name":"a","type":"b","\\udfff":1}',
  '{"name":"a","type":"b","n":1e400}',
  '{"name":"a","type":"b","n":-1e400}',
  '{"name":"a","type":"b","n":1e-400}',
  '{"name":"a","type":"b","n":1e-131}',
  '{"name":"a","type":"b","n":1e-130}',
  '{"name":"a","type":"b","n":9007199254740991}',
  '{"name":"a","type":"b","n":9007199254740993}',
  '{"name":"a","type":"b","n":-0}',
  '{"name":"a","type":"b","n":0.1234567890123456789012345678901234567890}',
  '{"name":"a","type":"b","weightKg":0}',
  '{"name":"a","type":"b","weightKg":5e-324}',
  '{"name":"a","type":"b","birthDate":"0000-00-00"}',
  '{"name":"a","type":"b","birthDate":"2023-02-29"}',
  '{"petId":"../x","name":"a","type":"b"}',
  `{"petId":"a\\r\\n${CANARY}: yes","name":"a","type":"b"}`,
  '{"petId":"__proto__","name":"a","type":"b"}',
  '{"petId":null,"name":"a","type":"b"}',
  '{"version":-1,"createdAt":7,"updatedAt":{},"name":"a","type":"b"}',
  `{"name":"a","type":"b","deep":${'['.repeat(14)}${']'.repeat(14)}}`,
  `{"name":"a","type":"b","deep":${'['.repeat(15)}${']'.repeat(15)}}`,
  `{"name":"a","type":"b","deep":${'['.repeat(16)}${']'.repeat(16)}}`,
  `${'['.repeat(30_000)}${']'.repeat(30_000)}`,
  `${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`,
  '['.repeat(65_536),
  `{"name":"a","type":"b","n":"${'x'.repeat(65_536 - 29)}"}`,
  `{"name":"a","type":"b","n":"${'x'.repeat(200_000)}"}`,
  `{"name":"a","type":"b","n":[${'0,'.repeat(40_000)}0]}`,
  '\ufeff{"name":"a","type":"b"}',
];
/** Large, and taken: a pet's every later event carries them. The embedded engine takes 0.2 s for a list of 20,000 numbers. */
const largePets = [
  `{"name":"a","type":"b","n":"${'x'.repeat(65_536 - 30)}"}`,
  `{"name":"a","type":"b","n":"${'é'.repeat(32_750)}"}`,
  `{"name":"a","type":"b","n":"${'\\\\'.repeat(32_750)}"}`,
  `{"name":"a","type":"b",${Array.from({ length: 400 }, (_, n) => `"k${n}":${n}`).join(',')}}`,
  `{"name":"a","type":"b","n":[${'0,'.repeat(2_000)}0]}`,
];
const bytes = [
  Buffer.from([0xff, 0xfe, 0x7b, 0x7d]),
  Buffer.from([0x22, 0xc0, 0x80, 0x22]),
  Buffer.from([0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from('{"name":"a","type":"b"}', 'utf16le'),
  Buffer.from('{"name":"Zo\xeb","type":"b"}', 'latin1'),
  Buffer.from('{"name":"a","type":"b","\xe4":1}', 'latin1'),
  Buffer.from([0x1f, 0x8b, 0x08, 0x00]),
  Buffer.alloc(100),
];

/** A body in bytes. */
export const hostileBody: fc.Arbitrary<Buffer> = fc.oneof(
  { weight: 30, arbitrary: fc.constantFrom(...bodies).map((text) => Buffer.from(text)) },
  { weight: 1, arbitrary: fc.constantFrom(...largePets).map((text) => Buffer.from(text)) },
  { weight: 10, arbitrary: fc.constantFrom(...bytes) },
  { weight: 5, arbitrary: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)) },
  { weight: 5, arbitrary: fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text)) },
);

/** A value where the schema wants another. */
export const hostileValue: fc.Arbitrary<unknown> = fc.oneof(
  hostileText,
  fc.constantFrom(null, true, -0, 0, -1, 2 ** 53, 1e308, 5e-324, [], {}, [null], { a: null }, [[[]]], '\ud800'),
  fc.double(),
  fc.array(hostileText, { maxLength: 60 }),
);
