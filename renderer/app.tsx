import { Suspense, useEffect } from 'react';
import { ActionsOffers } from './frame/actions-offers';
import { Announcer } from './frame/announcer';
import { DemoBand } from './frame/demo-band';
import { Disconnected } from './frame/disconnected';
import { KeptStanding } from './frame/kept-standing';
import { Notices } from './frame/notices';
import { PageOffers } from './frame/page-offers';
import { PushOffers } from './frame/push-offers';
import { Rail } from './frame/rail';
import { Strip } from './frame/strip';
import { fetchSoon, later, soonLater } from './later';
import { cx } from './parts/cx';
import { Skeleton } from './parts/states';
import { Hatch } from './parts/sparkline';
import type { Route } from '../shared/route';
import { PushRoom } from './rooms/push/push-room';
import { ReportRoom } from './rooms/report/report-room';
import { Link, useRoute } from './router';
import { useDesk, useStatus } from './state/desk';
import { usePreference } from './state/preferences';
import css from './app.module.css';

// Rooms that one does not begin in come after the first; the gallery is not in a release at all.
const FleetRoom = soonLater(async () => (await import('./rooms/fleet/fleet-room')).FleetRoom);
const TrendsRoom = soonLater(async () => (await import('./rooms/trends/trends-room')).TrendsRoom);
const SettingsRoom = soonLater(async () => (await import('./rooms/settings/settings-room')).SettingsRoom);
const Toasts = soonLater(async () => (await import('./parts/toast')).Toasts);
const SetupRoom = later(async () => (await import('./rooms/setup/setup-room')).SetupRoom);
const WallBoard = later(async () => (await import('./rooms/wall/wall-board')).WallBoard);
const Gallery =
  import.meta.env.MODE === 'development' ? later(async () => (await import('./rooms/gallery/gallery')).Gallery) : null;

/** The frame round every room: strip, rail, and what has to be said over all of them. The wall-board and the gallery stand alone. */
export function App() {
  const route = useRoute();
  const desk = useDesk();
  const isConnected = desk !== null;
  useEffect(() => {
    if (isConnected) void fetchSoon();
  }, [isConnected]);
  // All that tells times and sizes is drawn again when they are preferred otherwise.
  usePreference('zone');
  usePreference('units');
  if (route.room === 'gallery' && Gallery) return <Suspense>{<Gallery />}</Suspense>;
  return (
    <>
      <Hatch />
      <Announcer />
      <ActionsOffers />
      <PageOffers />
      <Suspense>
        <Toasts />
      </Suspense>
      {desk && <PushOffers desk={desk} />}
      {route.room === 'wall' ? (
        <Suspense>
          <WallBoard turn={route.turn} />
        </Suspense>
      ) : (
        <Framed route={route} />
      )}
    </>
  );
}

function Framed({ route }: { route: Route }) {
  const lost = useStatus().at === 'lost';
  const desk = useDesk();
  return (
    <div className={css.app}>
      <Strip />
      <Rail />
      <main className={css.main}>
        <Disconnected everConnected={desk !== null} />
        <div className={cx(css.room, lost && css.lost)} inert={lost}>
          <DemoBand />
          <Notices />
          {desk ? (
            <KeptStanding of={route.room}>
              <Suspense fallback={<Waiting title="Opening the room" />}>
                <Room route={route} />
              </Suspense>
            </KeptStanding>
          ) : (
            !lost && <Waiting title="Connecting to the engine" />
          )}
        </div>
      </main>
    </div>
  );
}

function Room({ route }: { route: Route }) {
  switch (route.room) {
    case 'push':
      return <PushRoom plan={route.plan} />;
    case 'report':
      return <ReportRoom push={route.push} phase={route.phase} gauge={route.gauge} />;
    case 'trends':
      return <TrendsRoom place={route} />;
    case 'fleet':
      return <FleetRoom host={route.host} filter={route.filter} />;
    case 'settings':
      return <SettingsRoom section={route.section} gauge={route.gauge} />;
    case 'setup':
      return <SetupRoom />;
    case 'wall':
    case 'gallery':
    case 'none':
      return (
        <div className={css.page}>
          <h1>There is nothing at {route.room === 'none' ? route.path : `/${route.room}`}</h1>
          <Link to={{ room: 'push', plan: null }}>To the push room</Link>
        </div>
      );
  }
}

const Waiting = ({ title }: { title: string }) => (
  <div className={css.page}>
    <h1>{title}</h1>
    <Skeleton label={title} rows={8} />
  </div>
);
