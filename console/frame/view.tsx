import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { ApiRequest } from '../../src/client/apiRequest.ts';
import { RequestLine } from './requestLine.tsx';

interface ViewProps {
  title: string;
  /** The way back. */
  above?: ComponentChildren;
  /** A sentence or two on what is shown. */
  lead?: ComponentChildren;
  /** What a person can do here. */
  actions?: ComponentChildren;
  /** The request that gets it. */
  request?: ApiRequest | null;
  children: ComponentChildren;
}

let isFirst = true;

/** The frame of every view. Coming from another view, the focus goes to the heading, so that a screen reader reads it. */
export function View({ title, above, lead, actions, request, children }: ViewProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst) heading.current?.focus();
    isFirst = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · Pets console`;
  }, [title]);
  return (
    <>
      <header class="head">
        <div>
          {above !== undefined && <p class="small">{above}</p>}
          <h1 ref={heading} tabIndex={-1}>
            <bdi>{title}</bdi>
          </h1>
          {lead !== undefined && <p class="lead">{lead}</p>}
        </div>
        {actions !== undefined && <div class="actions">{actions}</div>}
      </header>
      {children}
      {request && <RequestLine request={request} />}
    </>
  );
}
