import { useState } from 'preact/hooks';
import { Figures } from '../frame/figures.tsx';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { claimsOf, token } from './token.ts';

/** The caller's token, for a stage that asks for one. */
export function SettingsView() {
  const [text, setText] = useState(token.get() ?? '');
  const [saved, setSaved] = useState(token.get());
  const [said, setSaid] = useState('');
  const keep = (bearer: string | null) => {
    token.set(bearer);
    setText(bearer ?? '');
    setSaved(bearer);
    setSaid(bearer === null ? 'Forgotten' : 'Kept for this tab');
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    keep(text.trim() || null);
  };
  return (
    <View title="Settings">
      <section aria-labelledby="token-title">
        <h2 id="token-title">Token</h2>
        <p>
          A stage with <code>jwt</code> authorization needs a bearer token with the scopes <code>pets:read</code> to see
          pets, <code>pets:write</code> to change them, and <code>pets:audit</code> to see histories and the feed. It
          stays in this tab and is sent to this service only. A stage with <code>iam</code> needs signed requests, which
          this page can't send.
        </p>
        <form onSubmit={submit}>
          <label for="token">Bearer token</label>
          <textarea
            id="token"
            rows={4}
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
          <p class="actions">
            <button type="submit" class="primary">
              Keep
            </button>
            {saved !== null && (
              <button type="button" onClick={() => keep(null)}>
                Forget
              </button>
            )}
            <span role="status">{said}</span>
          </p>
        </form>
        {saved !== null && <Claims claims={claimsOf(saved)} />}
      </section>
    </View>
  );
}

function Claims({ claims }: { claims: Record<string, unknown> | undefined }) {
  if (!claims) return <p class="note">This is not a JSON Web Token.</p>;
  const { sub, iss, scope = claims.scp, exp } = claims;
  const told = {
    subject: String(sub ?? 'none'),
    issuer: String(iss ?? 'none'),
    scopes: String(scope ?? 'none'),
    expires: typeof exp === 'number' ? <Time at={exp * 1000} /> : 'never',
  };
  return <Figures look="claims" of={told} />;
}
