import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test, vi } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { firstRequest } from '../../infra/aws/firstRequest.ts';

vi.setConfig({ testTimeout: 60_000 });

// What `npm run synth` and `npm run outputs` run, as processes of their own.
const root = fileURLToPath(new URL('../../', import.meta.url));
mkdirSync(join(root, '.data'), { recursive: true });
const folder = mkdtempSync(join(root, '.data/checkout-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(cwd: string, args: string[], env: NodeJS.ProcessEnv): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const options = { cwd, env: { ...process.env, ...env } };
    const child = execFile(process.execPath, ['--import', 'tsx', ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? -1, output: stdout + stderr }),
    );
  });
}

/** Runs the CDK app as the CLI does. */
const synth = (cwd: string, outdir: string, context: object) =>
  run(cwd, ['infra/aws/app.ts'], {
    CDK_OUTDIR: outdir,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
  });

test('a stage that does not exist ends the synthesis with one line', async () => {
  expect(await synth(root, join(folder, 'none'), { stage: 'staging' })).toEqual({
    code: 1,
    output: 'there is no stage "staging": choose one with -c stage=dev|prod (infra/aws/settings.ts)\n',
  });
});

test('a deployment without an account ends with a sentence, before anything is made', async () => {
  const outdir = join(folder, 'no-account');
  const env = { CDK_OUTDIR: outdir, CDK_DEFAULT_ACCOUNT: '', npm_lifecycle_event: 'deploy' };
  const { code, output } = await run(root, ['infra/aws/app.ts'], env);
  expect(code).toBe(1);
  expect(output).toMatch(/^No AWS account is known\. .*\n$/);
  expect(existsSync(outdir)).toBe(false);
});

const FIRST_REQUESTS = {
  iam: [
    'eval "$(aws configure export-credentials --format env)"',
    `curl -i https://api.example.com/pets -d '{"name": "Fido", "type": "dog"}' \\`,
    '  --aws-sigv4 aws:amz:eu-west-1:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\',
    '  -H "x-amz-security-token: $AWS_SESSION_TOKEN"',
  ].join('\n'),
  jwt: `curl -i https://api.example.com/pets -d '{"name": "Fido", "type": "dog"}' -H "authorization: Bearer $TOKEN"`,
  none: `curl -i https://api.example.com/pets -d '{"name": "Fido", "type": "dog"}'`,
};

test('the outputs of a stage end with the first request', async () => {
  const { code, output } = await outputsOf({ ApiUrl: 'https://api.example.com', Auth: 'iam', PetsTable: 'a-table' });
  expect({ code, output }).toEqual({
    code: 0,
    output: `ApiUrl     https://api.example.com\nAuth       iam\nPetsTable  a-table\n\n${FIRST_REQUESTS.iam}\n`,
  });
});

test.each(['iam', 'jwt', 'none'] as const)('the first request to an API with auth %s', (auth) => {
  expect(firstRequest('https://api.example.com', auth, 'eu-west-1')).toBe(FIRST_REQUESTS[auth]);
});

/** `npm run outputs` against a CloudFormation endpoint that knows one stack. */
async function outputsOf(outputs: Record<string, string>) {
  const members = Object.entries(outputs).map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const known = new URLSearchParams(body).get('StackName') === 'pets-service-dev';
    response.writeHead(known ? 200 : 400, { 'content-type': 'text/xml' });
    response.end(
      `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await run(root, ['infra/aws/outputs.ts', '-c', 'stage=dev'], {
      AWS_ENDPOINT_URL_CLOUDFORMATION: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
