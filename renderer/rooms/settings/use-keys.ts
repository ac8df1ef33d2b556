import { useEffect, useEffectEvent, type RefObject } from 'react';

/** Hears keys pressed anywhere inside an element, unless something in there has made use of them. */
export function useKeys<E extends HTMLElement>(
  inside: RefObject<E | null>,
  hear: (event: KeyboardEvent, element: E) => void,
): void {
  const onKey = useEffectEvent((event: KeyboardEvent, element: E) => {
    if (!event.defaultPrevented) hear(event, element);
  });
  useEffect(() => {
    const element = inside.current;
    if (!element) return;
    const listen = (event: KeyboardEvent) => onKey(event, element);
    element.addEventListener('keydown', listen);
    return () => element.removeEventListener('keydown', listen);
  }, [inside]);
}
