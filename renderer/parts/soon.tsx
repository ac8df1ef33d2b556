import { useDeferredValue, type ReactNode } from 'react';

/**
 * Draws what is heavy in a pass of its own, right after the room round it: who changes rooms sees at once where he is and how it stands.
 */
export const Soon = ({ children }: { children: ReactNode }) => (useDeferredValue(true, false) ? children : null);
