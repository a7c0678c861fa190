import type { Item, ItemsQuery } from '@streams/client';
import { memo, useCallback, useLayoutEffect, useState, type ReactNode } from 'react';
import { api } from '../api.js';
import { useLoad } from '../useLoad.js';
import { Problem } from './Problem.js';

const PAGE = 25;
const MAX_ROWS = 500;

type Sort = NonNullable<ItemsQuery['sort']>;

/** The props of {@link ItemsTable}. */
export interface ItemsTableProps {
  readonly streamId: string;
  /** Changes when the companies may have changed. */
  readonly changed: string | undefined;
  /** Called once the first rows, or their absence, are known. Must be stable. */
  readonly onKnown: () => void;
}

/** The companies found, with stage and score. Reloads when `changed` changes. */
export const ItemsTable = memo(function ItemsTable({ streamId, changed, onKnown }: ItemsTableProps): ReactNode {
  const [sort, setSort] = useState<Sort>('created_at');
  const [limit, setLimit] = useState(PAGE);
  const { value, error, isLoading, reload } = useLoad(
    useCallback((signal: AbortSignal) => api.listItems(streamId, { sort, limit }, signal), [streamId, sort, limit]),
    changed,
  );
  const isKnown = value !== undefined || error !== undefined;
  useLayoutEffect(() => {
    if (isKnown) onKnown();
  }, [isKnown, onKnown]);
  return (
    <section className="panel" aria-labelledby="companies">
      <div className="heading">
        <h2 id="companies">Companies</h2>
        <label>
          Sort by{' '}
          <select
            value={sort}
            onChange={(event) => {
              setSort(event.target.value as Sort);
            }}
          >
            <option value="created_at">order found</option>
            <option value="-quality_score">highest score</option>
          </select>
        </label>
      </div>
      {error === undefined ? null : <Problem text={error} retry={reload} />}
      {value === undefined ? null : value.items.length === 0 ? (
        <p className="streams-empty">No companies yet.</p>
      ) : (
        <div className="scroll" role="group" aria-label="Table of companies" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Company</th>
                <th scope="col">Stage</th>
                <th scope="col" className="number">
                  Score
                </th>
              </tr>
            </thead>
            <tbody>
              {value.items.map((item) => (
                <Row key={item.id} item={item} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {value?.next_cursor == null || limit >= MAX_ROWS ? null : (
        <button
          type="button"
          className="more"
          disabled={isLoading}
          onClick={() => {
            setLimit((before) => Math.min(MAX_ROWS, before * 2));
          }}
        >
          Show more
        </button>
      )}
    </section>
  );
});

function Row({ item }: { readonly item: Item }): ReactNode {
  const reasons = item.data['score_reasons'];
  const website = item.data['website'];
  return (
    <tr>
      <td>
        {typeof website === 'string' && /^https?:\/\//.test(website) ? (
          <a href={website} rel="noreferrer nofollow" target="_blank" dir="auto">
            {item.name}
          </a>
        ) : (
          <span dir="auto">{item.name}</span>
        )}
        <span className="muted small" dir="auto">
          {[...texts(item.data['industry']), ...texts(item.data['location'])].join(' · ')}
        </span>
      </td>
      <td>
        <span className="stage" data-stage={item.stage}>
          {item.stage}
        </span>
      </td>
      <td className="number" title={texts(reasons).join('\n')}>
        {item.quality_score?.toFixed(2) ?? '–'}
      </td>
    </tr>
  );
}

function texts(value: unknown): readonly string[] {
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
}
