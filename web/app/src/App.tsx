import { useEffect, useRef, type ReactNode } from 'react';
import { NewStreamPage } from './pages/NewStreamPage.js';
import { StreamPage } from './pages/StreamPage.js';
import { StreamsPage } from './pages/StreamsPage.js';
import { UnknownPage } from './pages/UnknownPage.js';
import { Link, routeOf, usePath } from './router.js';
import { useTheme } from './theme.js';

/** The layout of every page. */
export function App(): ReactNode {
  const path = usePath();
  const [theme, nextTheme] = useTheme();
  const main = useRef<HTMLElement>(null);
  const first = useRef(path);
  useEffect(() => {
    // Moves a screen reader to the new page; the first page is read from its top.
    if (first.current !== path) main.current?.focus();
    first.current = path;
  }, [path]);
  return (
    <>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <header className="top">
        <Link to="/" className="brand">
          <img src="/favicon.svg" alt="" width="28" height="28" />
          Streams
        </Link>
        <nav aria-label="Main">
          <a href="/docs">API</a>
          <button type="button" className="quiet" onClick={nextTheme} aria-label={`Theme: ${theme}`}>
            <span className="wide">Theme:&nbsp;</span>
            {theme}
          </button>
          <Link to="/new" className="button">
            New goal
          </Link>
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        <Page path={path} />
      </main>
    </>
  );
}

function Page({ path }: { readonly path: string }): ReactNode {
  const route = routeOf(path);
  switch (route.page) {
    case 'list':
      return <StreamsPage />;
    case 'new':
      return <NewStreamPage />;
    case 'stream':
      return <StreamPage key={route.id} id={route.id} />;
    case 'unknown':
      return <UnknownPage />;
  }
}
