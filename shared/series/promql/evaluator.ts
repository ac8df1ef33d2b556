import type { SeriesData } from '../series-data';
import { emptyLabels } from '../series-key';
import { byValue, extremes, fold, quantileBy } from './aggregate';
import type { Grid } from './grid';
import { lastTime, timeAt } from './grid';
import { histogramQuantile } from './histogram-quantile';
import { labelJoin, labelReplace } from './label-functions';
import { combine, operatedOn, operateOnVectors } from './match-vectors';
import { computeOf, isComparison, isSetOperator } from './operators';
import { isOverTime, keepsName, overTime, quantileOverTime } from './over-time';
import { calendar, isCalendar, isPerValue, perValue, roundTo } from './per-value';
import { Faulty } from './place';
import { regression } from './regression';
import type { Selector } from './selector';
import { subqueryGrid } from './spans';
import type { Setting } from './setting';
import type { Track } from './track';
import { merged, nameless } from './track';
import type { Expression, ExpressionOf, Shift } from './tree';
import { typeOf } from './tree';
import type { Window, Windows } from './windows';
import { lastReadings, overWindows } from './windows';

/** One value in the bookkeeping of an evaluation: 9 bytes each. */
const MOST_CELLS = 30_000_000;

/** What an evaluation has made so far, so that no expression takes all memory. */
export class Budget {
  private cells = 0;

  spend(tracks: number, grid: Grid, at: Expression['at']): void {
    this.cells += tracks * grid.count;
    if (this.cells > MOST_CELLS) throw new Faulty(at, `more than ${MOST_CELLS / 1e6} million values would have to be computed`);
  }
}

/** Evaluates expressions at the times of one grid, all times at once: each series is selected once and its windows slide over it. Throws Faulty. */
export class Evaluator {
  constructor(
    private readonly setting: Setting,
    private readonly grid: Grid,
    private readonly budget: Budget,
  ) {}

  /** The value at each time of an expression that is one number. */
  scalar(expression: Expression): Float64Array {
    this.budget.spend(1, this.grid, expression.at);
    const { count } = this.grid;
    switch (expression.kind) {
      case 'number':
        return new Float64Array(count).fill(expression.value);
      case 'negation':
        return this.scalar(expression.of).map((value) => -value);
      case 'operation': {
        const { operator } = expression;
        if (isSetOperator(operator)) break;
        const [left, right] = [this.scalar(expression.left), this.scalar(expression.right)];
        const compute = computeOf(operator);
        return left.map((value, i) => operatedOn(compute, value, right[i] ?? NaN, true) ?? NaN);
      }
      case 'call':
        if (expression.name === 'time') return this.times();
        if (expression.name === 'pi') return new Float64Array(count).fill(Math.PI);
        if (expression.name === 'scalar') return this.onlyOne(this.vector(argument(expression, 0)));
        break;
      default:
    }
    throw new Faulty(expression.at, 'a number is needed here');
  }

  /** The series of an expression that has a value per series; one that is a number comes as a series without labels. */
  vector(expression: Expression): Track[] {
    if (typeOf(expression) === 'scalar') return [this.always(this.scalar(expression))];
    const tracks = this.tracks(expression);
    this.budget.spend(tracks.length, this.grid, expression.at);
    return tracks;
  }

  private tracks(expression: Expression): Track[] {
    switch (expression.kind) {
      case 'selector':
        return this.selected(expression, false);
      case 'call':
        return this.call(expression);
      case 'aggregation':
        return this.aggregation(expression);
      case 'negation':
        return this.mapped(this.vector(expression.of), expression.at, (value) => -value);
      case 'operation':
        return this.operation(expression);
      default:
        throw new Faulty(expression.at, 'a value per series is needed here');
    }
  }

  private times(): Float64Array {
    return Float64Array.from({ length: this.grid.count }, (_, i) => timeAt(this.grid, i) / 1000);
  }

  private always(values: Float64Array): Track {
    return { labels: emptyLabels(), values, present: new Uint8Array(values.length).fill(1) };
  }

  /** As scalar(): the value where exactly one series has one, else NaN. */
  private onlyOne(tracks: readonly Track[]): Float64Array {
    return new Float64Array(this.grid.count).map((_, i) => {
      const present = tracks.filter((track) => track.present[i]);
      return present.length === 1 ? (present[0]?.values[i] ?? NaN) : NaN;
    });
  }

  private windows(shift: Shift, lengthMs: number, reachMs: number): Windows {
    const { first, last, notBefore } = this.setting;
    const pin = shift.pin === 'start' ? first : shift.pin === 'end' ? last : shift.pin;
    return { lengthMs, notBefore, reachMs, endOf: (time) => (pin ?? time) - shift.offsetMs };
  }

  private series(selector: Selector, windows: Windows): readonly SeriesData[] {
    const from = windows.endOf(timeAt(this.grid, 0)) - windows.lengthMs - windows.reachMs;
    return this.setting.source.select(selector, from, windows.endOf(lastTime(this.grid)));
  }

  private selected({ selector, shift, at }: ExpressionOf<'selector'>, stamps: boolean): Track[] {
    const windows = this.windows(shift, this.setting.lookbackMs, 0);
    const series = this.series(selector, windows);
    this.budget.spend(series.length, this.grid, at);
    return series.flatMap((one) => lastReadings(one, windows, this.grid, stamps) ?? []);
  }

  /** A function over the windows of a range or a subquery, series by series. */
  private over(range: Expression, compute: (window: Window, index: number) => number | null): Track[] {
    if (range.kind !== 'range' && range.kind !== 'subquery') throw new Faulty(range.at, 'a range is needed here');
    const reach = range.kind === 'range' && this.setting.exact ? this.setting.lookbackMs : 0;
    const windows = this.windows(range.shift, range.rangeMs, reach);
    const series = range.kind === 'range' ? this.series(range.selector, windows) : this.computed(range, windows);
    this.budget.spend(series.length, this.grid, range.at);
    return series.flatMap((one) => overWindows(one, windows, this.grid, compute) ?? []);
  }

  /** What a subquery's expression gives at its own times, as readings. */
  private computed(subquery: ExpressionOf<'subquery'>, windows: Windows): SeriesData[] {
    const grid = subqueryGrid(subquery, windows.endOf(timeAt(this.grid, 0)), windows.endOf(lastTime(this.grid)), this.setting);
    if (grid.count === 0) return [];
    const inner = new Evaluator(this.setting, grid, this.budget);
    return inner.vector(subquery.of).map(({ labels, values, present }) => {
      const number = present.reduce((sum, is) => sum + is, 0);
      const times = new Float64Array(number);
      const readings = new Float64Array(number);
      let next = 0;
      for (let i = 0; i < grid.count; i++) {
        if (!present[i]) continue;
        times[next] = timeAt(grid, i);
        readings[next++] = values[i] ?? NaN;
      }
      return { labels, times, values: readings, stale: new Float64Array(0) };
    });
  }

  /** Each value changed, the name dropped unless it is to be kept. null leaves a value out. */
  private mapped(
    tracks: readonly Track[],
    at: Expression['at'],
    change: (value: number, index: number) => number | null,
    named = false,
  ): Track[] {
    const changed = tracks.map(({ labels, values, present }) => {
      const result = new Float64Array(values.length);
      const kept = new Uint8Array(values.length);
      for (let i = 0; i < values.length; i++) {
        const value = present[i] ? change(values[i] ?? NaN, i) : null;
        if (value === null) continue;
        result[i] = value;
        kept[i] = 1;
      }
      return { labels: named ? labels : nameless(labels), values: result, present: kept };
    });
    return named ? changed : merged(changed, at);
  }

  private call(call: ExpressionOf<'call'>): Track[] {
    const { name, args, at } = call;
    if (isOverTime(name)) {
      const tracks = this.over(argument(call, 0), overTime(name, this.setting.exact));
      return keepsName(name) ? tracks : this.unnamed(tracks, at);
    }
    if (isPerValue(name)) return this.mapped(this.vector(argument(call, 0)), at, perValue(name));
    if (isCalendar(name)) {
      const of = args[0] ? this.vector(args[0]) : [this.always(this.times())];
      return this.mapped(of, at, calendar(name));
    }
    const vector = (index: number) => this.vector(argument(call, index));
    const number = (index: number) => this.scalar(argument(call, index));
    const text = (index: number) => textOf(argument(call, index));
    switch (name) {
      case 'quantile_over_time': {
        const phi = number(0);
        return this.unnamed(
          this.over(argument(call, 1), (window, i) => quantileOverTime(phi[i] ?? NaN, window)),
          at,
        );
      }
      case 'predict_linear':
        return this.unnamed(this.predicted(argument(call, 0), number(1)), at);
      case 'absent':
        return this.absence(vector(0), argument(call, 0));
      case 'absent_over_time':
        return this.absence(
          this.over(argument(call, 0), () => 1),
          argument(call, 0),
        );
      case 'round': {
        const to = args[1] ? this.scalar(args[1]) : null;
        return this.mapped(vector(0), at, (value, i) => roundTo(value, to?.[i] ?? 1));
      }
      case 'clamp':
        return this.clamped(vector(0), number(1), number(2), at);
      case 'clamp_min':
        return this.clamped(vector(0), number(1), null, at);
      case 'clamp_max':
        return this.clamped(vector(0), null, number(1), at);
      case 'histogram_quantile':
        return merged(histogramQuantile(number(0), vector(1)), at);
      case 'label_replace':
        return labelReplace(vector(0), text(1), text(2), text(3), text(4), at);
      case 'label_join':
        return labelJoin(vector(0), text(1), text(2), args.slice(3).map(textOf), at);
      case 'sort':
      case 'sort_desc':
        return this.sorted(vector(0), name === 'sort_desc');
      case 'timestamp':
        return this.stamped(argument(call, 0), at);
      case 'vector':
        return [this.always(number(0))];
      default:
        throw new Faulty(at, 'a value per series is needed here');
    }
  }

  private unnamed(tracks: readonly Track[], at: Expression['at']): Track[] {
    return merged(
      tracks.map((track) => ({ ...track, labels: nameless(track.labels) })),
      at,
    );
  }

  /** As predict_linear(): the straight line through the readings, `seconds` after each time. */
  private predicted(range: Expression, seconds: Float64Array): Track[] {
    return this.over(range, (window, i) => {
      const line = regression(window, timeAt(this.grid, i));
      return line && line.slope * (seconds[i] ?? NaN) + line.intercept;
    });
  }

  private clamped(tracks: readonly Track[], least: Float64Array | null, most: Float64Array | null, at: Expression['at']): Track[] {
    return this.mapped(tracks, at, (value, i) => {
      const low = least ? (least[i] ?? NaN) : -Infinity;
      const high = most ? (most[i] ?? NaN) : Infinity;
      return least && most && high < low ? null : Math.max(low, Math.min(high, value));
    });
  }

  /** 1 where no series has a value, with the labels that the selector asks for by `=`. */
  private absence(tracks: readonly Track[], of: Expression): Track[] {
    const present = new Uint8Array(this.grid.count).map((_, i) => (tracks.some((track) => track.present[i]) ? 0 : 1));
    if (!present.includes(1)) return [];
    const labels = of.kind === 'selector' || of.kind === 'range' ? wantedLabels(of.selector) : emptyLabels();
    return [{ labels, values: new Float64Array(this.grid.count).fill(1), present }];
  }

  /** In the order of the values at the last time: only an instant query has an order. */
  private sorted(tracks: readonly Track[], descending: boolean): Track[] {
    const last = this.grid.count - 1;
    const valueOf = (track: Track) => (track.present[last] ? (track.values[last] ?? NaN) : NaN);
    return [...tracks].sort((a, b) => byValue(valueOf(a), valueOf(b), descending));
  }

  /** As timestamp(): of a selector when its reading was taken, of anything else the time of the evaluation. */
  private stamped(of: Expression, at: Expression['at']): Track[] {
    if (of.kind === 'selector') return this.unnamed(this.selected(of, true), at);
    return this.mapped(this.vector(of), at, (_, i) => timeAt(this.grid, i) / 1000);
  }

  private aggregation({ name, parameter, of, grouping, at }: ExpressionOf<'aggregation'>): Track[] {
    const tracks = this.vector(of).filter((track) => track.present.includes(1));
    if (name !== 'topk' && name !== 'bottomk' && name !== 'quantile') return fold(name, tracks, grouping, this.grid.count);
    if (!parameter) throw new Faulty(at, 'a number is needed here');
    const number = this.scalar(parameter);
    return name === 'quantile'
      ? quantileBy(number, tracks, grouping)
      : extremes(name === 'topk', number, tracks, grouping, parameter.at);
  }

  private operation({ operator, left, right, bool, matching, at }: ExpressionOf<'operation'>): Track[] {
    if (isSetOperator(operator)) return combine(operator, this.vector(left), this.vector(right), matching, at);
    const isLeftNumber = typeOf(left) === 'scalar';
    if (!isLeftNumber && typeOf(right) === 'vector')
      return operateOnVectors(operator, this.vector(left), this.vector(right), matching, bool, at);
    const numbers = this.scalar(isLeftNumber ? left : right);
    const tracks = this.vector(isLeftNumber ? right : left);
    const compute = computeOf(operator);
    // a comparison keeps the series' value, on whatever side it stands
    const change = (value: number, i: number): number | null =>
      isLeftNumber
        ? operatedOn(compute, numbers[i] ?? NaN, value, bool, value)
        : operatedOn(compute, value, numbers[i] ?? NaN, bool);
    return this.mapped(tracks, at, change, isComparison(operator) && !bool);
  }
}

function argument(call: ExpressionOf<'call'>, index: number): Expression {
  const found = call.args[index];
  if (!found) throw new Faulty(call.at, 'an argument is missing');
  return found;
}

function textOf(expression: Expression): string {
  if (expression.kind !== 'string') throw new Faulty(expression.at, 'a string is needed here');
  return expression.value;
}

/** Labels that a selector asks for by `=`, each once: what is asked for twice is left out, as in Prometheus. */
function wantedLabels({ matchers }: Selector): Record<string, string> {
  const labels = emptyLabels();
  const seen = new Set<string>();
  for (const { label, op, value } of matchers) {
    if (label === '__name__') continue;
    if (op === '=' && !seen.has(label)) {
      if (value !== '') labels[label] = value;
      seen.add(label);
    } else Reflect.deleteProperty(labels, label);
  }
  return labels;
}
