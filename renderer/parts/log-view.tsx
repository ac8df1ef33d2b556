import { memo, useEffect, useRef, useState } from 'react';
import type { LogLine } from '../../shared/contract/state';
import { Button } from './button';
import { formatTime } from '../../shared/format/words';
import { Mark } from './mark';
import { markOfWord } from '../../shared/desk/marks';
import { Empty, SectionHead } from './small';
import css from './log-view.module.css';

const rowHeight = 20;
const spare = 8;

interface Props {
  readonly title: string;
  readonly about: string;
  readonly lines: readonly LogLine[];
}

/**
 * The newest line is on top. At the top it follows; scrolled down it stands still, counts what came meanwhile, and one press
 * brings it back. Only the lines in sight are drawn.
 */
export function LogView({ title, about, lines }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, height: 400 });
  const [readTo, setReadTo] = useState<number | null>(null);
  const following = readTo === null;
  const newest = lines.at(-1)?.seq ?? 0;
  const shown = following ? lines : lines.filter((line) => line.seq <= readTo);
  const behind = lines.length - shown.length;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setView({ top: element.scrollTop, height: element.clientHeight }));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const first = Math.max(0, Math.floor(view.top / rowHeight) - spare);
  const last = Math.min(shown.length, Math.ceil((view.top + view.height) / rowHeight) + spare);
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => shown[shown.length - 1 - (first + index)]);

  return (
    <section className={css.section} aria-label={title}>
      <SectionHead title={title} about={about}>
        {following ? (
          'following, newest first'
        ) : (
          <Button
            small
            kind="link"
            onClick={() => {
              setReadTo(null);
              box.current?.scrollTo({ top: 0 });
            }}
          >
            {behind ? `${behind} newer: follow again` : 'follow again'}
          </Button>
        )}
      </SectionHead>
      <div
        ref={box}
        className={css.box}
        role="log"
        aria-live="off"
        aria-label={`${title}, newest first`}
        onScroll={(event) => {
          const { scrollTop, clientHeight } = event.currentTarget;
          setView({ top: scrollTop, height: clientHeight });
          setReadTo((before) => (scrollTop < rowHeight / 2 ? null : (before ?? newest)));
        }}
      >
        {lines.length ? (
          <ol style={{ height: shown.length * rowHeight }}>
            {rows.map((line, index) => line && <Line key={line.seq} line={line} top={(first + index) * rowHeight} />)}
          </ol>
        ) : (
          <Empty>Nothing yet. Every step of a push is written here before it is taken.</Empty>
        )}
      </div>
    </section>
  );
}

const Line = memo(function Line({ line, top }: { line: LogLine; top: number }) {
  const mark = line.mark ? markOfWord(line.mark) : line.level === 'error' ? 'crit' : line.level === 'warn' ? 'warn' : null;
  return (
    <li className={css.line} style={{ top }}>
      <time dateTime={new Date(line.at).toISOString()}>
        {formatTime(line.at)}
        <i>.{Math.floor((line.at % 1000) / 100)}</i>
      </time>
      <span>
        {mark && <Mark name={mark} />}
        {mark && <span className="unseen">{line.mark ?? line.level}: </span>}
      </span>
      <span className="clip prose" title={line.text}>
        {line.host && <b>{line.host} </b>}
        <span className="mid">{line.text}</span>
      </span>
    </li>
  );
});
