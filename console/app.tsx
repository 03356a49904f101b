import type { ComponentType } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { EditPetView } from './form/editPetView.tsx';
import { NewPetView } from './form/newPetView.tsx';
import { href, type Place, usePlace } from './frame/place.ts';
import { Skeleton } from './frame/skeleton.tsx';
import { applyTheme, chosenTheme, THEMES, type Theme } from './frame/theme.ts';
import { View } from './frame/view.tsx';
import { FeedView } from './lists/feedView.tsx';
import { PetsView } from './lists/petsView.tsx';
import { LiveView } from './live/liveView.tsx';
import { BusView } from './local/busView.tsx';
import { FaultsView } from './local/faultsView.tsx';
import { ProjectionsView } from './local/projectionsView.tsx';
import { PetView } from './pet/petView.tsx';
import { SettingsView } from './service/settingsView.tsx';
import { useLocal } from './service/useLocal.ts';

interface ViewProps {
  query: URLSearchParams;
  isLocal: boolean;
}

/** The views, by the beginning of their places. Those without a label are not in the navigation. */
const VIEWS: Record<string, { label?: string; Content: ComponentType<ViewProps>; isOnlyLocal?: true }> = {
  live: { label: 'Live', Content: LiveView },
  pets: { label: 'Pets', Content: PetsView },
  feed: { label: 'Feed', Content: FeedView },
  projections: { label: 'Projections', Content: ProjectionsView, isOnlyLocal: true },
  bus: { label: 'Bus', Content: BusView, isOnlyLocal: true },
  faults: { label: 'Faults', Content: FaultsView, isOnlyLocal: true },
  settings: { label: 'Settings', Content: SettingsView },
  new: { Content: NewPetView },
};

/** The whole page: its navigation, and the view of the present place. */
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
          Pets console
        </a>
        <nav aria-label="Views">
          {Object.entries(VIEWS).map(
            ([name, { label, isOnlyLocal }]) =>
              label &&
              (isLocal || !isOnlyLocal) && (
                <a key={name} href={href([name])} aria-current={name === present ? 'page' : undefined}>
                  {label}
                </a>
              ),
          )}
        </nav>
        <ThemeChoice />
      </header>
      <main ref={main} tabIndex={-1}>
        {isLocal === undefined && <Skeleton />}
        {isLocal !== undefined && <Shown key={place.path.join('/')} place={place} isLocal={isLocal} />}
      </main>
    </>
  );
}

function Shown({ place: { path, query }, isLocal }: { place: Place; isLocal: boolean }) {
  const [name = 'live', petId, action] = path;
  if (name === 'pets' && petId !== undefined && action === 'edit') return <EditPetView petId={petId} />;
  if (name === 'pets' && petId !== undefined) return <PetView petId={petId} query={query} isLocal={isLocal} />;
  const view = Object.hasOwn(VIEWS, name) ? VIEWS[name] : undefined;
  if (!view) {
    return (
      <View title="Nothing here">
        <p>
          This view does not exist. <a href={href([])}>Start with Live</a>.
        </p>
      </View>
    );
  }
  if (view.isOnlyLocal && !isLocal) {
    return (
      <View title="On your machine">
        <p>
          Only a service on your own machine has this view: run <code>npm start</code>, then open <code>/console</code>{' '}
          there. On a deployed stage, use the dashboard and the runbook.
        </p>
      </View>
    );
  }
  return <view.Content query={query} isLocal={isLocal} />;
}

const THEME_WORDS: Record<Theme, string> = { auto: 'system', light: 'light', dark: 'dark' };

function ThemeChoice() {
  const [theme, setTheme] = useState(chosenTheme());
  // The theme of one tab is that of all.
  useEffect(() => {
    const changed = () => {
      applyTheme();
      setTheme(chosenTheme());
    };
    addEventListener('storage', changed);
    return () => removeEventListener('storage', changed);
  }, []);
  return (
    <label class="theme">
      Theme{' '}
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
            {THEME_WORDS[name]}
          </option>
        ))}
      </select>
    </label>
  );
}
