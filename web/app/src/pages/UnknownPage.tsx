import type { ReactNode } from 'react';
import { Link } from '../router.js';
import { useTitle } from '../useTitle.js';

/** The page for unknown addresses. */
export function UnknownPage(): ReactNode {
  useTitle('Not found · Streams');
  return (
    <section className="panel empty">
      <h1>Page not found</h1>
      <p>Check the address.</p>
      <Link to="/" className="button">
        All streams
      </Link>
    </section>
  );
}
