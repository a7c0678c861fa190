import type { ReactNode } from 'react';

/** Shows what went wrong, and offers to try again. */
export function Problem({ text, retry }: { readonly text: string; readonly retry?: () => void }): ReactNode {
  return (
    <div className="problem" role="alert">
      <span>{text}</span>
      {retry === undefined ? null : (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}
