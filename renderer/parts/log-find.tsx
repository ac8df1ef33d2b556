import { useEffect, useRef, type KeyboardEvent } from 'react';
import { formatNumber } from '../../shared/format/words';
import { Button } from './button';
import css from './log-view.module.css';

interface Props {
  readonly title: string;
  readonly text: string;
  readonly onText: (text: string) => void;
  /** Which of those found is in sight; null: none was found. */
  readonly at: number | null;
  readonly of: number;
  readonly onStep: (step: 1 | -1) => void;
  readonly onClose: () => void;
}

/** The line one finds with: Enter goes to the next older one, Shift+Enter back, Escape closes it. */
export function LogFind({ title, text, onText, at, of, onStep, onClose }: Props) {
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      onClose();
    }
    if (event.key === 'Enter' && at !== null) {
      event.preventDefault();
      onStep(event.shiftKey ? -1 : 1);
    }
  };
  const whyNot = at === null ? 'nothing was found' : null;
  return (
    <div className={css.find}>
      <input
        ref={input}
        type="search"
        aria-label={`Find in ${title.toLowerCase()}`}
        placeholder="a host, a word"
        spellCheck={false}
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <span className="dim" role="status">
        {text.trim() === '' ? '' : at === null ? 'not found' : `${formatNumber(at + 1)} of ${formatNumber(of)}`}
      </span>
      <Button small kind="link" whyNot={whyNot} onClick={() => onStep(-1)}>
        Newer
      </Button>
      <Button small kind="link" whyNot={whyNot} onClick={() => onStep(1)}>
        Older
      </Button>
      <Button small kind="link" onClick={onClose}>
        Close
      </Button>
    </div>
  );
}
