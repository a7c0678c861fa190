import { expect, it } from 'vitest';

import { createStreamsApi } from '../src/http/api.js';
import { FakeEnvironment } from './fakeEnvironment.js';
import { problem, stream } from './samples.js';

function calling(respond: FakeEnvironment['respond']) {
  const environment = new FakeEnvironment();
  environment.respond = respond;
  return { environment, api: createStreamsApi({ url: 'http://server', environment }) };
}

it('sends only the given query parameters', async () => {
  const { environment, api } = calling(() => Response.json({ streams: [], next_cursor: null }));
  await api.listStreams();
  await api.listStreams({ status: 'on_track', limit: 5, cursor: undefined });
  expect(environment.requests.map((request) => request.url)).toEqual(['http://server/api/streams', 'http://server/api/streams?status=on_track&limit=5']);
});

it('returns the content of the reply', async () => {
  const { environment, api } = calling(() => Response.json({ stream }));
  expect(await api.patchStream('s/1', { name: 'New' })).toEqual(stream);
  expect(environment.requests[0]).toMatchObject({ url: 'http://server/api/streams/s%2F1', init: { method: 'PATCH', body: '{"name":"New"}' } });
});

it('throws the problem document', async () => {
  const refusal = problem('validation_failed', 422, false, { name: ['is required'] });
  const { api } = calling(() => Response.json(refusal, { status: 422 }));
  await expect(api.createGoal({ name: '' })).rejects.toMatchObject({ name: 'StreamsError', code: 'validation_failed', status: 422, problem: refusal });
});

it.each([['a list', ['x']], ['a text', 'x'], ['a text as messages', { name: 'is required' }], ['numbers as messages', { name: [1] }]])(
  'does not pass on a problem document whose errors are malformed: %s',
  async (_, errors) => {
    const { api } = calling(() => Response.json({ ...problem('validation_failed', 422), errors }, { status: 422 }));
    await expect(api.createGoal({ name: '' })).rejects.toMatchObject({ code: 'unreachable', status: 422, problem: { title: 'Unexpected reply' } });
  },
);

it('distinguishes an unreachable server from an abort by the caller', async () => {
  const { api } = calling(() => Promise.reject(new TypeError('fetch failed')));
  await expect(api.deleteStream('s1')).rejects.toMatchObject({ code: 'unreachable', retryable: true });
  await expect(api.deleteStream('s1', AbortSignal.abort())).rejects.toMatchObject({ code: 'aborted' });
});

it('creates a goal under an idempotency key, a new one for each call or the caller\'s', async () => {
  const { environment, api } = calling(() => Response.json({ stream, assigned_agents: [] }, { status: 201 }));
  await api.createGoal({ name: 'A' });
  await api.createGoal({ name: 'A' });
  await api.createGoal({ name: 'A' }, undefined, 'mine');
  expect(environment.requests.map(({ init }) => new Headers(init.headers).get('idempotency-key'))).toEqual(['id-1', 'id-2', 'mine']);
});
