import { LogView } from '../../parts/log-view';
import { Soon } from '../../parts/soon';
import { useDesk } from '../../state/desk';
import { useLog } from '../../state/log';
import { Commits } from './commits';
import { Gauges } from './gauges';
import { isJudged } from './gauge-rows';
import { Head } from './head';
import { Hosts } from './hosts';
import { Pipeline } from './pipeline';
import { PlanView } from './plan-view';
import { Pushes } from './pushes';
import css from './push-room.module.css';

/** Where pushes are made and watched. Left: the sentence, the steps, the gauges, the commits. Right: the hosts, the log, the pushes before. */
export function PushRoom({ plan }: { plan: string | null }) {
  const desk = useDesk();
  const lines = useLog();
  if (!desk) return null;
  const judged = isJudged(desk);
  const gauges = <Gauges desk={desk} />;
  const commits = <Commits desk={desk} />;
  return (
    <div className={css.room}>
      <div className={css.left}>
        <Head />
        {plan !== null ? (
          <PlanView key={plan} revision={plan} desk={desk} />
        ) : (
          <>
            {desk.push && <Pipeline steps={desk.push.steps} />}
            {judged || desk.waiting.commits.length === 0 ? gauges : commits}
            {judged || desk.waiting.commits.length === 0 ? commits : gauges}
          </>
        )}
      </div>
      <div className={css.right}>
        <Soon>
          <Hosts desk={desk} />
          <LogView title="Log" about={desk.push?.id ?? ''} lines={lines} />
          <Pushes desk={desk} />
        </Soon>
      </div>
    </div>
  );
}
