import { useState } from 'react';
import { Button } from '../../parts/button';
import { ExpressionInput } from './expression-input';
import css from './explore.module.css';

interface Props {
  readonly expression: string;
  /** The source that will be asked; null: this desk. */
  readonly source: string | null;
  /** Draws it. */
  readonly onRun: (expression: string) => void;
}

/** The expression that is explored, and the button that draws it. */
export function ExpressionField({ expression, source, onRun }: Props) {
  const [text, setText] = useState(expression);
  return (
    <div className={css.expression}>
      <ExpressionInput
        label="Expression"
        text={text}
        source={source}
        onText={setText}
        onEnter={onRun}
        hint="PromQL. Enter draws it, Tab takes what is proposed, Shift Enter begins a line."
        acts={(fault) => (
          <Button
            kind="main"
            whyNot={text.trim() === '' ? 'nothing is written' : fault && 'it cannot be evaluated'}
            onClick={() => onRun(text.trim())}
          >
            Draw
          </Button>
        )}
      />
    </div>
  );
}
