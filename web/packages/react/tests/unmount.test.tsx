import { createStreamsClient, defaultEnvironment } from '@streams/client';
import { act, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it, vi } from 'vitest';
import { StreamsProvider, useStreamProgress, type StreamProgress } from '../src/index.js';
import { eachWithFakeTime } from './setup.js';

eachWithFakeTime();

let last: StreamProgress;

function Reporter(): ReactNode {
  last = useStreamProgress('s');
  return null;
}

it('delivers a report that was made just before the component unmounts', async () => {
  const sent: string[] = [];
  const client = createStreamsClient({
    url: 'http://server',
    environment: {
      ...defaultEnvironment(),
      fetch: (url, init) => {
        if (!url.endsWith('/reports')) return Promise.reject(new Error('no server'));
        sent.push(init?.body as string);
        return Promise.resolve(Response.json({ accepted: 1, duplicates: 0, position: { epoch: 'e', seq: 1 } }));
      },
    },
    transports: { primary: neverConnects, fallback: neverConnects },
  });
  const { unmount } = render(
    <StreamsProvider client={client}>
      <Reporter />
    </StreamsProvider>,
  );
  const report = last.broadcastProgress({ completed: 1, total: 2 });
  unmount();
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  await expect(report).resolves.toMatchObject({ outcome: 'accepted' });
  expect(sent).toHaveLength(1);
  expect(sent[0]).toContain('"completed":1');
});

const neverConnects = () => ({
  name: 'signalr' as const,
  connect: () => Promise.reject(new Error('no server')),
  close: () => undefined,
  watch: () => Promise.reject(new Error('not connected')),
  unwatch: () => undefined,
  report: () => Promise.reject(new Error('not connected')),
});
