import { parseDate, type CalendarDate } from '@internationalized/date';
import {
  Button as AriaButton,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  CalendarHeading,
  DateInput,
  DateRangePicker,
  DateSegment,
  Dialog,
  Group,
  I18nProvider,
  Label,
  Popover,
  RangeCalendar,
} from 'react-aria-components';
import { useId } from 'react';
import { cx } from './cx';
import { FieldLines } from './field';
import field from './field.module.css';
import css from './date-range.module.css';
import float from './float.module.css';

/** Two days, both within: `2026-11-09`. */
export interface Days {
  readonly from: string;
  readonly to: string;
}

interface Props {
  readonly label: string;
  /** Null: none chosen yet. */
  readonly days: Days | null;
  readonly onDays: (days: Days) => void;
  /** The first and the last day that can be chosen. */
  readonly earliest?: string;
  readonly latest?: string;
  readonly hint?: string;
  readonly error?: string | null;
}

/**
 * Two days, typed or picked. Weeks begin on Monday and days are written as the page writes them, year first, whatever the machine's
 * language. Load it with the room that needs it: it is heavy.
 */
export function DateRange({ label, days, onDays, earliest, latest, hint, error = null }: Props) {
  const id = useId();
  const value = days && { start: parseDate(days.from), end: parseDate(days.to) };
  return (
    <I18nProvider locale="en-CA-u-ca-gregory-fw-mon">
      <DateRangePicker<CalendarDate>
        className={cx(field.field)}
        value={value}
        onChange={(range) => range && onDays({ from: range.start.toString(), to: range.end.toString() })}
        {...(earliest ? { minValue: parseDate(earliest) } : {})}
        {...(latest ? { maxValue: parseDate(latest) } : {})}
        isInvalid={error !== null ? true : undefined}
        firstDayOfWeek="mon"
        shouldForceLeadingZeros
      >
        <Label className={cx(field.label)}>{label}</Label>
        <Group className={cx(css.group)}>
          <DateInput slot="start" className={cx(css.input)} aria-describedby={hint || error ? id : undefined}>
            {(segment) => <DateSegment segment={segment} className={cx(css.segment)} />}
          </DateInput>
          <span className="dim" aria-hidden="true">
            to
          </span>
          <DateInput slot="end" className={cx(css.input)} aria-describedby={hint || error ? id : undefined}>
            {(segment) => <DateSegment segment={segment} className={cx(css.segment)} />}
          </DateInput>
          <AriaButton className={cx(css.open)}>Calendar</AriaButton>
        </Group>
        <FieldLines id={id} hint={hint} error={error} />
        <Popover className={cx(float.float)} offset={2}>
          <Dialog className={cx(css.dialog)} aria-label={label}>
            <RangeCalendar>
              <div className={css.month}>
                <AriaButton slot="previous" className={cx(css.turn)}>
                  <Arrow left />
                </AriaButton>
                <CalendarHeading className={cx(css.name)} />
                <AriaButton slot="next" className={cx(css.turn)}>
                  <Arrow />
                </AriaButton>
              </div>
              <CalendarGrid weekdayStyle="short" className={cx(css.grid)}>
                <CalendarGridHeader>{(day) => <CalendarHeaderCell>{day}</CalendarHeaderCell>}</CalendarGridHeader>
                <CalendarGridBody>{(date) => <CalendarCell date={date} className={cx(css.day)} />}</CalendarGridBody>
              </CalendarGrid>
            </RangeCalendar>
          </Dialog>
        </Popover>
      </DateRangePicker>
    </I18nProvider>
  );
}

const Arrow = ({ left = false }: { left?: boolean }) => (
  <svg width="12" height="12" viewBox="0 0 12 12" aria-hidden="true">
    <path d={left ? 'M8 1.5 3.5 6 8 10.5' : 'M4 1.5 8.5 6 4 10.5'} fill="none" stroke="currentColor" strokeWidth="1.5" />
  </svg>
);
