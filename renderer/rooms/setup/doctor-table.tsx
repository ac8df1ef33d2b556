import type { DoctorRow } from '../../../shared/contract/state';
import type { MarkName } from '../../../shared/desk/marks';
import { count } from '../../../shared/format/words';
import { State } from '../../parts/mark';
import css from './doctor-table.module.css';

type Check = DoctorRow['checks'][number];

const marks: Readonly<Record<Check['state'], MarkName>> = { ok: 'ok', warning: 'warn', critical: 'crit', unknown: 'unknown' };
const order: readonly Check['state'][] = ['critical', 'unknown', 'warning', 'ok'];

/** Whether the host can be used, in one sentence. */
export function doctorSentence({ host, checks }: DoctorRow): { readonly mark: MarkName; readonly text: string } {
  const worst = order.find((state) => checks.some((check) => check.state === state)) ?? 'unknown';
  const bad = checks.filter((check) => check.state === 'critical').length;
  if (bad) return { mark: 'crit', text: `${host} cannot take a release yet: ${count(bad, 'thing')} to mend.` };
  if (worst === 'unknown') return { mark: 'unknown', text: `${host} answers, but not all could be told.` };
  const warnings = checks.filter((check) => check.state === 'warning').length;
  if (warnings) return { mark: 'ok', text: `${host} can take a release; ${count(warnings, 'thing')} to know.` };
  return { mark: 'ok', text: `${host} is ready.` };
}

/** What the doctor found on one host, and what to do about each fault. In the order in which one thing needs the other. */
export function DoctorTable({ row }: { row: DoctorRow }) {
  const { mark, text } = doctorSentence(row);
  return (
    <div className={css.doctor}>
      <p className={css.sum}>
        <State name={mark} plain>
          {text}
        </State>
      </p>
      <table aria-label={`What the doctor found on ${row.host}`}>
        <thead>
          <tr>
            <th>State</th>
            <th>Check</th>
            <th>Found</th>
            <th>What to do</th>
          </tr>
        </thead>
        <tbody>
          {row.checks.map((check) => (
            <tr key={check.name}>
              <td>
                <State name={marks[check.state]} soft={check.state === 'ok'}>
                  {check.state.toUpperCase()}
                </State>
              </td>
              <td>{check.name}</td>
              <td className="prose">{check.said}</td>
              <td className="prose mid">{check.todo}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
