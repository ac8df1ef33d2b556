import { useState } from 'react';
import type { Stretch } from '../../../shared/contract/trends';
import { formatDateTime } from '../../../shared/format/time';
import { Button } from '../../parts/button';
import { DateRange, type Days } from '../../parts/date-range';
import { Dialog } from '../../parts/dialog';
import { Field } from '../../parts/field';
import { usePreference } from '../../state/preferences';
import { instantOf, longest } from './stretches';
import { offsetIn } from './zone-ticks';
import css from './range-dialog.module.css';

interface Props {
  readonly stretch: Stretch;
  readonly now: number;
  readonly onClose: () => void;
  readonly onStretch: (stretch: Stretch) => void;
}

/** Two days and two times of day, in the zone that is preferred. */
export function RangeDialog({ stretch, now, onClose, onStretch }: Props) {
  const zone = usePreference('zone');
  const [days, setDays] = useState<Days>({ from: dayOf(stretch.fromMs), to: dayOf(stretch.toMs) });
  const [from, setFrom] = useState(timeOf(stretch.fromMs));
  const [to, setTo] = useState(timeOf(stretch.toMs));
  const offset = offsetIn(zone === 'local' ? undefined : zone);
  const fromMs = instantOf(days.from, from, offset);
  const toMs = instantOf(days.to, to, offset);
  const fault =
    fromMs === null || toMs === null
      ? null
      : toMs <= fromMs
        ? 'It ends before it begins.'
        : toMs - fromMs > longest
          ? 'A year at most.'
          : fromMs >= now
            ? 'It has not begun yet.'
            : null;
  const whyNot = fromMs === null || toMs === null ? 'a time is missing' : fault;
  const show = () => {
    if (fromMs !== null && toMs !== null && fault === null) onStretch({ fromMs, toMs });
  };
  const wrong = (at: number | null) => (at === null ? 'As 09:30 or 09:30:15.' : null);
  return (
    <Dialog
      title="From one time to another"
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>Leave it</Button>
          <Button kind="main" whyNot={whyNot} onClick={show}>
            Show this time
          </Button>
        </>
      }
    >
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          show();
        }}
      >
        <Field label="From, time" focusFirst value={from} onText={setFrom} error={wrong(fromMs)} />
        <Field label="To, time" value={to} onText={setTo} error={wrong(toMs) ?? fault} />
        <div className={css.days}>
          <DateRange label="Days" days={days} onDays={setDays} latest={dayOf(now)} />
        </div>
        <button type="submit" hidden />
      </form>
      <p className="dim small">{zone === 'local' ? 'In this machine’s time.' : `In the time of ${zone}.`}</p>
    </Dialog>
  );
}

const dayOf = (at: number): string => formatDateTime(at).slice(0, 10);
const timeOf = (at: number): string => formatDateTime(at).slice(11, 19);
