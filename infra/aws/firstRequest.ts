import type { Settings } from './settings.ts';

/** The `curl` that makes the first pet, ready to paste into a shell, as the stage's kind of authorization wants it. */
export function firstRequest(url: string, auth: Settings['auth']['kind'], region: string): string {
  const create = `curl -i ${url}/pets -d '{"name": "Fido", "type": "dog"}'`;
  switch (auth) {
    case 'iam':
      return [
        'eval "$(aws configure export-credentials --format env)"',
        `${create} \\`,
        `  --aws-sigv4 aws:amz:${region}:execute-api --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" \\`,
        '  -H "x-amz-security-token: $AWS_SESSION_TOKEN"',
      ].join('\n');
    case 'jwt':
      return `${create} -H "authorization: Bearer $TOKEN"`;
    case 'none':
      return create;
  }
}
