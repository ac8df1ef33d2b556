import { short } from '../../shared/format/words';
import { cx } from './cx';

/** A revision or release, seven digits, the whole of it on hover. */
export const Revision = ({ of, className }: { of: string; className?: string | undefined }) => (
  <span className={cx('rev', className)} title={of}>
    {short(of)}
  </span>
);
