import { useState } from 'preact/hooks';
import { Figures } from '../frame/figures.tsx';
import { Time } from '../frame/time.tsx';
import { View } from '../frame/view.tsx';
import { KeptSecret } from './keptSecret.tsx';
import { session } from './session.ts';
import { claimsOf, token } from './token.ts';

/** What lets the caller in: a token or a session at AWS, for a stage that asks for one. */
export function SettingsView({ isLocal }: { isLocal: boolean }) {
  const [bearer, setBearer] = useState(token.get());
  const [signed, setSigned] = useState(session.get());
  return (
    <View
      title="Settings"
      lead={
        isLocal
          ? 'This service runs on your machine. Unless it was started with --auth jwt, it needs nothing from here.'
          : 'This is a deployed stage. It shows pets, their past and the feed. Projections, Bus, Faults and the later steps of Live are for a service on your machine; here the dashboard and the runbook take their place.'
      }
    >
      <section aria-labelledby="token-title">
        <h2 id="token-title">Token</h2>
        <p>
          A stage with <code>jwt</code> authorization needs a bearer token with the scopes <code>pets:read</code> to see
          pets, <code>pets:write</code> to change them, <code>pets:audit</code> to see histories and the feed, and{' '}
          <code>pets:erase</code> to erase personal data. It stays in this tab and is sent to this service only.
        </p>
        <KeptSecret
          name="token"
          label="Bearer token"
          text={bearer ?? ''}
          keep={(text) => {
            token.set(text);
            setBearer(text);
            return true;
          }}
        />
        {bearer !== null && <Claims claims={claimsOf(bearer)} />}
      </section>
      <section aria-labelledby="session-title">
        <h2 id="session-title">AWS session</h2>
        <p>
          A stage with <code>iam</code> authorization needs signed requests. Paste a session from the AWS access portal,
          or what <code>aws configure export-credentials</code> prints; add a line <code>AWS_REGION=...</code> if the
          service has a domain of its own. The session signs this page's requests. It stays in this tab, and its secret
          is sent nowhere.
        </p>
        <KeptSecret
          name="session"
          label="Session"
          text=""
          isKept={signed !== undefined}
          fault="This is not a whole session: an access key, its secret, a session token and a region are needed."
          keep={(text) => {
            session.set(text);
            setSigned(session.get());
            return text === null || session.get() !== undefined;
          }}
        />
        {signed && (
          <Figures look="claims" of={{ 'access key': signed.credentials.accessKeyId, region: signed.region }} />
        )}
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
