import { memo } from 'react';
import css from './yaml-view.module.css';

/** It scrolls, so it can be reached by keyboard. */
const scroller = { tabIndex: 0, role: 'region' } as const;

/** The file as it would be written, its comments quieter than what they explain. */
export const YamlView = memo(function YamlView({ text }: { text: string }) {
  return (
    <div className={css.yaml} {...scroller} aria-label="The file as it would be written">
      <pre>
        {text.split('\n').map((line, index) => {
          const at = commentAt(line);
          return (
            <span key={index}>
              {line.slice(0, at)}
              <i>{line.slice(at)}</i>
              {'\n'}
            </span>
          );
        })}
      </pre>
    </div>
  );
});

/** Where the comment of a line begins: the file has one in each, at its start or after two blanks. */
function commentAt(line: string): number {
  const at = /^ *# /.test(line) ? 0 : line.lastIndexOf('  # ');
  return at < 0 ? line.length : at;
}
