import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { petsClient } from '../../src/client/petsClient.ts';
import { synthesize } from '../aws/synthesize.ts';
import { eventually } from '../support/service.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = [
  'cdk.json',
  'console',
  'docs',
  'infra',
  'package.json',
  'package-lock.json',
  'schemas',
  'src',
  'tsconfig.json',
];

// A checkout that nobody has built yet, whose path a URL would take for something else.
mkdirSync(join(root, '.data'), { recursive: true });
const folder = mkdtempSync(join(root, '.data/checkout-'));
const checkout = join(folder, 'hash#1 pct%41');
beforeAll(() => {
  for (const part of PARTS) cpSync(join(root, part), join(checkout, part), { recursive: true });
  linkTree(join(root, 'node_modules'), join(checkout, 'node_modules'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Copies a folder by hard links: node_modules in half a second. */
function linkTree(from: string, to: string): void {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    if (entry.isDirectory()) linkTree(join(from, entry.name), join(to, entry.name));
    else if (entry.isFile()) linkSync(join(from, entry.name), join(to, entry.name));
  }
}

/** Runs one of the project's programs there. */
function run(args: string[], env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: checkout,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  return { child, output: () => output, ended: once(child, 'exit') };
}

test('a checkout may be in any folder', async () => {
  const rule = join(checkout, 'rule.mjs');
  writeFileSync(
    rule,
    "export const pattern = { source: ['pets'] }; export const handler = async () => { throw new Error('broken'); };",
  );
  const start = ['infra/local/start.ts', '--memory', '--port', '0', '--rule', rule];
  const { child, output, ended } = run(start, { DYNAMODB_ENDPOINT: '' });
  try {
    await eventually(async () => expect(output()).toContain('ready'));
    const url = /http:\S+:\d+/.exec(output())![0];
    const client = petsClient({ url });
    const { petId } = await client.create({ name: 'Misty', type: 'cat' });
    await eventually(() => client.show(petId));
    const command = await fetch(`${url}/_local/commands`, { method: 'POST', body: '{"command":"verify"}' });
    expect(await command.text()).toContain('"ok":true');

    // A rule's handler that fails is told once, with its stack.
    await eventually(async () => {
      expect(await (await fetch(`${url}/_local/dead-letters`)).json()).toHaveLength(1);
    });
    expect(output().match(/The rule rule failed/g)).toHaveLength(1);
    expect(output()).toMatch(/Error: broken\n +at .*rule\.mjs/);
  } finally {
    child.kill('SIGTERM');
  }
  expect(await ended).toEqual([0, null]);
});

test('what it deploys is what another checkout deploys: the same template and the same assets', async () => {
  const outdir = join(folder, 'there.out');
  const { output, ended } = run(['infra/aws/app.ts'], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, stage: 'prod' }),
  });
  expect({ ended: await ended, output: output() }).toEqual({ ended: [0, null], output: '' });
  // Assets are named after their content.
  const template = readFileSync(join(outdir, 'pets-service-prod.template.json'), 'utf8');
  expect(JSON.parse(template)).toEqual(synthesize('prod').template);
  expect(new Set(template.match(/[0-9a-f]{64}\.zip/g)).size).toBeGreaterThan(5);
});
