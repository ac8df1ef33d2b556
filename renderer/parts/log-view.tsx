import { memo, useEffect, useMemo, useRef, useState } from 'react';
import type { LogLine } from '../../shared/contract/state';
import { markOfWord } from '../../shared/desk/marks';
import { count, formatTime } from '../../shared/format/words';
import { Button } from './button';
import { cx } from './cx';
import { LogFind } from './log-find';
import { findLines, logText, stretches } from './log-search';
import css from './log-view.module.css';
import { Mark } from './mark';
import { SectionHead } from './section-head';
import { EmptyState } from './states';

const rowHeight = 20;
const spare = 8;
const saysForMs = 3_000;

interface Props {
  readonly title: string;
  readonly about: string;
  readonly lines: readonly LogLine[];
  /** What stands there while there is no line. */
  readonly empty?: string;
}

/**
 * The newest line is on top. At the top it follows; scrolled down it stands still, counts what came meanwhile, and one press
 * brings it back. Only the lines in sight are drawn. Finding goes through all of them, marks what it found and stands still there.
 */
export function LogView({
  title,
  about,
  lines,
  empty = 'Nothing yet: every step of a push is written here before it is taken',
}: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const [readTo, setReadTo] = useState<number | null>(null);
  const [finding, setFinding] = useState(false);
  const [wanted, setWanted] = useState('');
  const [place, setPlace] = useState(0);
  const following = readTo === null;
  const newest = lines.at(-1)?.seq ?? 0;
  const shown = useMemo(() => (readTo === null ? lines : lines.filter((line) => line.seq <= readTo)).toReversed(), [lines, readTo]);
  const behind = lines.length - shown.length;
  const found = useMemo(() => findLines(shown, wanted), [shown, wanted]);
  const current = found[Math.min(place, found.length - 1)];

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  useEffect(() => {
    const element = box.current;
    if (current === undefined || !element) return;
    const top = current * rowHeight;
    const hidden = top < element.scrollTop || top + rowHeight > element.scrollTop + element.clientHeight;
    if (hidden) element.scrollTo({ top: top - element.clientHeight / 2 });
  }, [current]);

  const follow = () => {
    setReadTo(null);
    box.current?.scrollTo({ top: 0 });
  };
  const find = (text: string) => {
    setWanted(text);
    setPlace(0);
    setReadTo((before) => before ?? newest);
  };
  const stopFinding = () => {
    setFinding(false);
    setWanted('');
    if (view.top < rowHeight / 2) setReadTo(null);
    box.current?.focus();
  };

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const last = Math.min(shown.length, Math.ceil((view.top + view.height) / rowHeight) + spare);
  return (
    <section className={css.section} aria-label={title}>
      <SectionHead title={title} about={about}>
        {lines.length > 0 && (
          <>
            {!finding && (
              <Button small kind="link" onClick={() => setFinding(true)}>
                Find
              </Button>
            )}
            <Copy lines={found.length ? found.map((index) => shown[index]).filter((line) => line !== undefined) : shown} />
          </>
        )}
        {following ? (
          <span>following, newest first</span>
        ) : (
          <Button small kind="link" onClick={follow}>
            {behind ? `${behind} newer: follow again` : 'follow again'}
          </Button>
        )}
      </SectionHead>
      {finding && (
        <LogFind
          title={title}
          text={wanted}
          onText={find}
          at={found.length ? Math.min(place, found.length - 1) : null}
          of={found.length}
          onStep={(step) => setPlace((before) => (Math.min(before, found.length - 1) + step + found.length) % found.length)}
          onClose={stopFinding}
        />
      )}
      <div
        ref={box}
        className={css.box}
        role="log"
        aria-live="off"
        aria-label={`${title}, newest first`}
        {...reachable}
        onScroll={(event) => {
          const { scrollTop, clientHeight } = event.currentTarget;
          setView({ top: scrollTop, height: clientHeight });
          setReadTo((before) => (scrollTop < rowHeight / 2 && wanted === '' ? null : (before ?? newest)));
        }}
      >
        {lines.length ? (
          <ol style={{ height: shown.length * rowHeight }}>
            {shown.slice(first, last).map((line, index) => (
              <Line
                key={line.seq}
                line={line}
                top={(first + index) * rowHeight}
                wanted={wanted}
                current={current === first + index}
              />
            ))}
          </ol>
        ) : (
          <EmptyState title={empty} />
        )}
      </div>
    </section>
  );
}

/** What scrolls has to be reachable, so that arrows can scroll it. */
const reachable = { tabIndex: 0 } as const;

/** Takes lines to the clipboard, oldest first, and says how many. */
function Copy({ lines }: { lines: readonly LogLine[] }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (!said) return;
    const timer = setTimeout(() => setSaid(''), saysForMs);
    return () => clearTimeout(timer);
  }, [said]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(logText(lines.toReversed()));
      setSaid(`${count(lines.length, 'line')} copied`);
    } catch {
      setSaid('the clipboard refused');
    }
  };
  return (
    <>
      <Button small kind="link" onClick={() => void copy()}>
        {said || 'Copy'}
      </Button>
      <span className="unseen" role="status">
        {said}
      </span>
    </>
  );
}

interface LineProps {
  readonly line: LogLine;
  readonly top: number;
  readonly wanted: string;
  readonly current: boolean;
}

const Line = memo(function Line({ line, top, wanted, current }: LineProps) {
  const mark = line.mark ? markOfWord(line.mark) : line.level === 'error' ? 'crit' : line.level === 'warn' ? 'warn' : null;
  return (
    <li className={cx(css.line, current && css.current)} style={{ top }}>
      <time dateTime={new Date(line.at).toISOString()}>
        {formatTime(line.at)}
        <i>.{Math.floor((line.at % 1000) / 100)}</i>
      </time>
      <span>
        {mark && <Mark name={mark} />}
        {mark && <span className="unseen">{line.mark ?? line.level}: </span>}
      </span>
      <span className="clip prose" title={line.text}>
        {line.host && (
          <b>
            <Marked text={line.host} wanted={wanted} />{' '}
          </b>
        )}
        <span className="mid">
          <Marked text={line.text} wanted={wanted} />
        </span>
      </span>
    </li>
  );
});

const Marked = ({ text, wanted }: { text: string; wanted: string }) =>
  wanted ? stretches(text, wanted).map((part, index) => (part.found ? <mark key={index}>{part.text}</mark> : part.text)) : text;
