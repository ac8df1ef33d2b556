import { cx } from '../../parts/cx';
import { Mark } from '../../parts/mark';
import { Revision } from '../../parts/revision';
import { Left } from '../../parts/time';
import { useDesk } from '../../state/desk';
import { Acts } from './acts';
import { headline, type Piece, type Progress } from './headline';
import css from './head.module.css';

const mostSegments = 24;

/** The title of the room: what is happening, and on the right how far it is and what can be done about it. */
export function Head() {
  const desk = useDesk();
  if (!desk) return null;
  const { mark, title, lines, progress, waits } = headline(desk);
  return (
    <section className={cx(css.head, waits && css.waits)} aria-label="What is happening">
      <div className={css.words}>
        <h1>
          <Mark name={mark} size={18} />
          <span>
            <Pieces of={title} />
          </span>
        </h1>
        {lines.map((line, index) => (
          <p key={index}>
            <Pieces of={line} />
          </p>
        ))}
      </div>
      <div className={css.side}>
        {progress && <Bar progress={progress} />}
        <Acts desk={desk} />
      </div>
    </section>
  );
}

function Pieces({ of }: { of: readonly Piece[] }) {
  return of.map((piece, index) =>
    typeof piece === 'string' ? piece : 'rev' in piece ? <Revision key={index} of={piece.rev} /> : <b key={index}>{piece.bold}</b>,
  );
}

function Bar({ progress: { done, half, all, about, note, endsAt } }: { progress: Progress }) {
  const ending = endsAt !== null && <Left at={endsAt} />;
  const share = (count: number) =>
    Math.round((count / Math.max(all, mostSegments)) * Math.max(all && Math.min(all, mostSegments), 0));
  const segments = Math.min(all, mostSegments);
  const full = all <= mostSegments ? done : share(done);
  const part = all <= mostSegments ? half : Math.max(half ? 1 : 0, share(half));
  if (!all) {
    return (
      <div className={cx(css.progress, css.alone)}>
        <div className={css.big}>{ending}</div>
        {note && <small className="dim">{note}</small>}
      </div>
    );
  }
  return (
    <div className={css.progress} role="progressbar" aria-label={about} aria-valuemin={0} aria-valuemax={all} aria-valuenow={done}>
      <div className={css.big}>
        {done}{' '}
        <span>
          {about}
          {endsAt !== null && <>, {ending}</>}
        </span>
      </div>
      <div className={css.segments}>
        {Array.from({ length: segments }, (_, index) => (
          <i key={index} className={index < full ? css.done : index < full + part ? css.half : undefined} />
        ))}
      </div>
      {note && <small className="dim">{note}</small>}
    </div>
  );
}
