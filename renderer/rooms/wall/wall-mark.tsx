import { shapes } from '../../parts/mark';
import { toneOf, type MarkName, type Tone } from '../../../shared/desk/marks';
import { cx } from '../../parts/cx';
import css from './wall-mark.module.css';

/** A state's shape as large as the type beside it. Its word stands there too. */
export const WallMark = ({ name, tone }: { name: MarkName; tone?: Tone }) => (
  <svg className={cx(css.mark, `c-${tone ?? toneOf[name]}`)} viewBox="0 0 12 12" aria-hidden="true">
    {shapes[name]}
  </svg>
);
