import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';

/** The pages; each has an address that can be shared. */
export type Route = { readonly page: 'list' } | { readonly page: 'new' } | { readonly page: 'stream'; readonly id: string } | { readonly page: 'unknown' };

/** The route of a path. */
export function routeOf(path: string): Route {
  if (path === '/') return { page: 'list' };
  if (path === '/new') return { page: 'new' };
  const id = /^\/streams\/([A-Za-z0-9_.~-]{1,64})$/.exec(path)?.[1];
  return id === undefined ? { page: 'unknown' } : { page: 'stream', id };
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  return () => {
    removeEventListener('popstate', listener);
  };
}

/** Navigates within the app without reloading. */
export function navigate(path: string): void {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}

/** The current path. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** A link within the app. With a modifier key or another mouse button it behaves like an ordinary link. */
export function Link({ to, className, children }: { readonly to: string; readonly className?: string; readonly children: ReactNode }): ReactNode {
  const go = (event: MouseEvent): void => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    navigate(to);
  };
  return (
    <a href={to} className={className} onClick={go}>
      {children}
    </a>
  );
}
