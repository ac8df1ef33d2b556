import { Announcer } from './frame/announcer';
import { Disconnected } from './frame/disconnected';
import { Notices } from './frame/notices';
import { Rail } from './frame/rail';
import { Strip } from './frame/strip';
import { cx } from './parts/cx';
import { Empty } from './parts/small';
import { Hatch } from './parts/sparkline';
import { PushRoom } from './rooms/push/push-room';
import { ReportRoom } from './rooms/report/report-room';
import { Link, useRoute } from './router';
import { useDesk, useStatus } from './state/desk';
import css from './app.module.css';

/** The frame round every room: strip, rail, and what has to be said over all of them. */
export function App() {
  const lost = useStatus().at === 'lost';
  const desk = useDesk();
  return (
    <div className={css.app}>
      <Hatch />
      <Announcer />
      <Strip />
      <Rail />
      <main className={css.main}>
        <Disconnected everConnected={desk !== null} />
        <div className={cx(css.room, lost && css.lost)} inert={lost}>
          <Notices />
          {desk ? <Room /> : !lost && <Waiting />}
        </div>
      </main>
    </div>
  );
}

function Room() {
  const route = useRoute();
  switch (route.room) {
    case 'push':
      return <PushRoom plan={route.plan} />;
    case 'report':
      return <ReportRoom push={route.push} phase={route.phase} gauge={route.gauge} />;
    case 'none':
      return (
        <div className={css.page}>
          <h1>There is nothing at {route.path}</h1>
          <Link to={{ room: 'push', plan: null }}>To the push room</Link>
        </div>
      );
  }
}

const Waiting = () => (
  <div className={css.page}>
    <h1>Connecting to the engine</h1>
    <Empty>The fleet's state comes as one snapshot, then as changes.</Empty>
  </div>
);
