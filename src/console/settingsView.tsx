import { useState } from 'preact/hooks';
import { Time } from './time.tsx';
import { claimsOf, token } from './token.ts';
import { View } from './view.tsx';

/** Who the caller is, where a stage asks for a token. */
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
          A stage with <code>jwt</code> authorization wants a bearer token on every request: <code>pets:read</code> to
          see pets, <code>pets:write</code> to change them, <code>pets:audit</code> for histories and the feed. It stays
          in this tab and is sent to this service only. A stage with <code>iam</code> wants signed requests, which this
          page does not make.
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
  if (!claims) return <p class="note">This is no JSON Web Token.</p>;
  const { sub, iss, exp } = claims;
  const scope = claims.scope ?? claims.scp;
  return (
    <dl class="claims">
      {Object.entries({ subject: sub, issuer: iss, scopes: scope }).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === undefined ? 'none' : String(value)}</dd>
        </div>
      ))}
      <div>
        <dt>expires</dt>
        <dd>{typeof exp === 'number' ? <Time at={exp * 1000} /> : 'never'}</dd>
      </div>
    </dl>
  );
}
