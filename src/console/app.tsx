import { useRef, useState } from 'preact/hooks';
import { BusView } from './busView.tsx';
import { EditPetView } from './editPetView.tsx';
import { FaultsView } from './faultsView.tsx';
import { FeedView } from './feedView.tsx';
import { LiveView } from './liveView.tsx';
import { NewPetView } from './newPetView.tsx';
import { PetsView } from './petsView.tsx';
import { PetView } from './petView.tsx';
import { ProjectionsView } from './projectionsView.tsx';
import { href, type Place, usePlace } from './router.ts';
import { SettingsView } from './settingsView.tsx';
import { applyTheme, chosenTheme, THEMES } from './theme.ts';
import { useLocal } from './useLocal.ts';
import { View } from './view.tsx';

const VIEWS = {
  live: 'Live',
  pets: 'Pets',
  feed: 'Feed',
  projections: 'Projections',
  bus: 'Bus',
  faults: 'Faults',
  settings: 'Settings',
};
/** What only a service on this machine has. */
const LOCAL_ONLY = new Set(['projections', 'bus', 'faults']);

/** The whole page: the way through it, and the view of the present place. */
export function App() {
  const place = usePlace();
  const isLocal = useLocal();
  const main = useRef<HTMLElement>(null);
  const present = place.path[0] === 'new' ? 'pets' : (place.path[0] ?? 'live');
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        Skip to the content
      </button>
      <header class="top">
        <a class="mark" href={href([])}>
          Pets
        </a>
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(
            ([name, label]) =>
              (isLocal || !LOCAL_ONLY.has(name)) && (
                <a key={name} href={href([name])} aria-current={name === present ? 'page' : undefined}>
                  {label}
                </a>
              ),
          )}
        </nav>
        <ThemeChoice />
      </header>
      <main ref={main} tabIndex={-1}>
        {isLocal !== undefined && <Shown key={place.path.join('/')} place={place} isLocal={isLocal} />}
      </main>
    </>
  );
}

function Shown({ place: { path, query }, isLocal }: { place: Place; isLocal: boolean }) {
  const [view = 'live', petId, action] = path;
  if (LOCAL_ONLY.has(view) && !isLocal) {
    return (
      <View title="On your machine">
        <p>
          This view belongs to a service on your own machine: <code>npm start</code>, then <code>/console</code> there.
          A deployed stage has its dashboard and its runbook for it.
        </p>
      </View>
    );
  }
  if (view === 'pets' && petId !== undefined && action === 'edit') return <EditPetView petId={petId} />;
  if (view === 'pets' && petId !== undefined) return <PetView petId={petId} query={query} isLocal={isLocal} />;
  switch (view) {
    case 'live':
      return <LiveView isLocal={isLocal} />;
    case 'pets':
      return <PetsView query={query} />;
    case 'new':
      return <NewPetView />;
    case 'feed':
      return <FeedView query={query} />;
    case 'projections':
      return <ProjectionsView />;
    case 'bus':
      return <BusView />;
    case 'faults':
      return <FaultsView />;
    case 'settings':
      return <SettingsView />;
    default:
      return (
        <View title="Nothing here">
          <p>
            There is no such view. <a href={href([])}>Begin with Live</a>.
          </p>
        </View>
      );
  }
}

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme());
  return (
    <label class="theme">
      <span class="sr-only">Theme</span>
      <select
        value={theme}
        onChange={({ currentTarget }) => {
          const chosen = THEMES.find((known) => known === currentTarget.value) ?? 'auto';
          applyTheme(chosen);
          setTheme(chosen);
        }}
      >
        {THEMES.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
