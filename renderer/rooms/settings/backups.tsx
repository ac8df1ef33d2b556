import { ActionButton } from '../../actions/action-button';
import { useOffer } from '../../actions/registry';
import { formatBytes } from '../../../shared/format/bytes';
import { formatDateTime } from '../../../shared/format/time';
import { count } from '../../../shared/format/words';
import { RefusalNote } from '../../parts/refusal-note';
import { EmptyState, ErrorState, Skeleton } from '../../parts/states';
import { Age } from '../../parts/time';
import { useAct } from '../../state/act';
import { useHello } from '../../state/desk';
import { useQuery } from '../../state/query';
import { useWhyNot } from '../../state/rights';
import css from './backups.module.css';

/** The copies of the history that there are, one more, and the way back. */
export function Backups() {
  const { data, refusal, again } = useQuery('backups', (rpc, signal) => rpc.settings.backups(undefined, { signal }));
  const right = useWhyNot('captain');
  const hello = useHello();
  const act = useAct();
  useOffer('settings.backup', {
    whyNot: right ?? (act.busy ? 'it is being copied' : null),
    run: () => {
      void act.run((rpc, key, signal) => rpc.settings.backup({ key }, { signal })).then((done) => done && again());
    },
  });
  return (
    <div className={css.section}>
      <p className={css.about}>
        The history holds pushes, verdicts with their exact inputs, acts and settings of this desk; what is live stands on the hosts
        and needs no backup. A copy is made once a day by itself and the last seven are kept; those that you make stay until you
        remove them.
      </p>
      <div className={css.acts}>
        <ActionButton id="settings.backup" />
        <span className="mid" role="status">
          {act.busy ? 'It is being copied and verified.' : data ? count(data.length, 'backup') : ''}
        </span>
      </div>
      <RefusalNote refusal={act.refusal} onDismiss={act.clear} />
      {refusal && <ErrorState refusal={refusal} onAgain={again} />}
      {!data && !refusal && <Skeleton label="Reading the backups" />}
      {data?.length === 0 && <EmptyState title="There is no backup yet">One is made each day by itself.</EmptyState>}
      {data && data.length > 0 && (
        <table className={css.table} aria-label="Backups">
          <thead>
            <tr>
              <th>Made</th>
              <th className="r">Age</th>
              <th className="r">Size</th>
              <th>File</th>
            </tr>
          </thead>
          <tbody>
            {data.map(({ file, at, bytes }) => (
              <tr key={file}>
                <td className="nw">{formatDateTime(at)}</td>
                <td className="r nw">
                  <Age at={at} suffix="" />
                </td>
                <td className="r nw">{formatBytes(bytes)}</td>
                <td className="rev">{file}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <p className="mid">
        To go back to one: close Capstan, then <code className="rev">capstan restore FILE</code> in a terminal. The history from
        before is set aside
        {hello ? (
          <>
            {' '}
            in <span className="rev">{hello.data}</span>
          </>
        ) : null}
        , never deleted.
      </p>
    </div>
  );
}
