import { Component, type ReactNode } from 'react';
import { Button } from '../parts/button';
import { EmptyState } from '../parts/states';
import css from '../app.module.css';

interface Props {
  /** What is shown: when it becomes another one, it is tried again. */
  readonly of: string;
  readonly children: ReactNode;
}

interface State {
  readonly fault: string | null;
  readonly of: string;
}

/**
 * Keeps a fault of the program in one room from taking the whole page with it: the strip with the state and the rollback button stays, and so do the
 * other rooms.
 */
export class KeptStanding extends Component<Props, State> {
  override state: State = { fault: null, of: this.props.of };

  static getDerivedStateFromError(error: unknown): Partial<State> {
    return { fault: error instanceof Error ? error.message : String(error) };
  }

  static getDerivedStateFromProps({ of }: Props, before: State): Partial<State> | null {
    return of === before.of ? null : { of, fault: null };
  }

  override render(): ReactNode {
    const { fault } = this.state;
    if (fault === null) return this.props.children;
    return (
      <div className={css.page} role="alert">
        <h1>This room cannot be drawn</h1>
        <EmptyState
          title={fault}
          acts={
            <Button kind="main" onClick={() => this.setState({ fault: null })}>
              Draw it again
            </Button>
          }
        >
          That is a fault of Capstan’s page, not of the fleet: the engine goes on, and the strip above says what is true.
        </EmptyState>
      </div>
    );
  }
}
