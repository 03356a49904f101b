import { useState } from 'preact/hooks';
import type { ApiRequest } from './api.ts';
import { curlOf } from './curl.ts';

/** The request that shows what is seen, to be made elsewhere. */
export function RequestLine({ request }: { request: ApiRequest }) {
  const [copied, setCopied] = useState('');
  const curl = curlOf(request);
  const copy = () =>
    navigator.clipboard.writeText(curl).then(
      () => setCopied('Copied'),
      () => setCopied('Not copied: the browser forbids it. Select the text.'),
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
