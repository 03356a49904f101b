import { useState } from 'preact/hooks';
import type { ApiRequest } from '../../src/client/apiRequest.ts';
import { curlOf } from './curlOf.ts';

/** The request that gets what is shown, to be copied and sent from elsewhere. */
export function RequestLine({ request }: { request: ApiRequest }) {
  const [copied, setCopied] = useState('');
  const curl = curlOf(request);
  const copy = () =>
    navigator.clipboard.writeText(curl).then(
      () => setCopied('Copied'),
      () => setCopied('The browser forbids copying. Select the text instead.'),
    );
  return (
    <details class="request">
      <summary>
        <code>
          {request.method} {request.path}
        </code>
      </summary>
      <pre>{curl}</pre>
      <button type="button" onClick={copy}>
        Copy as curl
      </button>{' '}
      <span role="status">{copied}</span>
    </details>
  );
}
