import { describe, expect, it } from 'vitest';

import { broadcasting, messages, outcome, unavailable } from './broadcasting.js';
import { problem } from './samples.js';
import { eachWithSurfacedErrors } from './surfaced.js';

describe('a broadcaster', () => {
  const surfaced = eachWithSurfacedErrors();

  it('retries under the same ids until acknowledged, and recognizes a duplicate', async () => {
    const { environment, server, accept, bodies, recorded, report } = broadcasting();
    server.answer = (reports) => {
      if (bodies.length === 1) accept(reports);
      if (bodies.length < 4) return Promise.reject(new TypeError('cut'));
      return accept(reports);
    };
    const pending = report('one');
    await environment.advance(20_000);
    expect((await pending).outcome).toBe('duplicate');
    expect(bodies.map((body) => body.map((report) => report.report_id))).toEqual([['id-1'], ['id-1'], ['id-1'], ['id-1']]);
    expect(recorded.size).toBe(1);
  });

  it('waits as long as the server asks for', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    environment.randomness = () => 0;
    server.answer = (reports) => (bodies.length === 1 ? unavailable('7') : accept(reports));
    const pending = outcome(report('one'));
    await environment.advance(7_019);
    expect(bodies).toHaveLength(1);
    await environment.advance(1);
    expect(await pending).toBe('accepted');
  });

  it('waits until the time that the server names', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    environment.randomness = () => 0;
    const then = new Date(environment.now() + 5_000).toUTCString();
    server.answer = (reports) => (bodies.length === 1 ? unavailable(then) : accept(reports));
    void report('one');
    await environment.advance(4_999);
    expect(bodies).toHaveLength(1);
    await environment.advance(1);
    expect(bodies).toHaveLength(2);
  });

  it('retries if a request hangs, a proxy fails, or the reply is not the server\'s', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    server.answer = (reports) => {
      if (bodies.length === 1) return new Promise(() => undefined);
      if (bodies.length === 2) return new Response('<h1>Bad gateway</h1>', { status: 502 });
      return bodies.length === 3 ? new Response('<h1>Log in</h1>') : accept(reports);
    };
    const pending = outcome(report('one'));
    await environment.advance(30_000);
    expect(await pending).toBe('accepted');
    expect(bodies).toHaveLength(4);
  });

  it('rejects at the deadline, and does not delay later reports', async () => {
    const { environment, server, accept, report } = broadcasting({ deadlineMs: 1_000 });
    server.answer = () => new Promise(() => undefined);
    const pending = outcome(report('one'));
    await environment.advance(1_000);
    expect(await pending).toBe('deadline_exceeded');
    server.answer = accept;
    const later = outcome(report('two'));
    await environment.advance(20);
    expect(await later).toBe('accepted');
    expect(environment.timers).toBe(0);
  });

  it('drops a report that its caller aborts, and sends the others', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    server.answer = (reports) => (bodies.length === 1 ? unavailable() : accept(reports));
    const controller = new AbortController();
    const [one, two] = [outcome(report('one', { signal: controller.signal })), outcome(report('two'))];
    await environment.advance(20);
    controller.abort();
    await environment.advance(1_000);
    expect([await one, await two]).toEqual(['aborted', 'accepted']);
    expect(messages(bodies)).toEqual([['one', 'two'], ['two']]);
    expect(await outcome(report('three', { signal: controller.signal }))).toBe('aborted');
  });

  it('rejects the faulty reports, and sends the others again in order', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    server.answer = (reports) => {
      const errors = Object.fromEntries(reports.flatMap((report, i) => (report.message === '' ? [[`reports[${i}].message`, ['is required']]] : [])));
      return Object.keys(errors).length > 0 ? Response.json(problem('validation_failed', 422, false, errors), { status: 422 }) : accept(reports);
    };
    const all = Promise.allSettled([report('one'), report(''), report('three'), report('')]);
    await environment.advance(20);
    const [one, two, three, four] = await all;
    expect([one.status, two.status, three.status, four.status]).toEqual(['fulfilled', 'rejected', 'fulfilled', 'rejected']);
    expect(two).toMatchObject({
      reason: { name: 'BroadcastError', code: 'validation_failed', retryable: false, reportId: 'id-2', message: "'message' is required." },
    });
    expect(messages(bodies)).toEqual([['one', '', 'three', ''], ['one', 'three']]);
  });

  it('finds a faulty report by halving if the server does not name it', async () => {
    const { environment, server, accept, recorded, report } = broadcasting();
    server.answer = (reports) =>
      reports.some((report) => report.message === 'bad') ? Response.json(problem('malformed_json', 400), { status: 400 }) : accept(reports);
    const all = Promise.all(['0', '1', '2', 'bad', '4', '5', '6'].map((message) => outcome(report(message))));
    await environment.advance(20);
    expect(await all).toEqual(['accepted', 'accepted', 'accepted', 'malformed_json', 'accepted', 'accepted', 'accepted']);
    expect([...recorded]).toEqual(['id-1', 'id-2', 'id-3', 'id-5', 'id-6', 'id-7']);
  });

  it('rejects all reports at once if the stream does not exist', async () => {
    const { environment, server, bodies, report } = broadcasting();
    server.answer = () => Response.json(problem('stream_not_found', 404), { status: 404 });
    const all = Promise.all([outcome(report('one')), outcome(report('two'))]);
    await environment.advance(20);
    expect(await all).toEqual(['stream_not_found', 'stream_not_found']);
    expect(bodies).toHaveLength(1);
  });

  it('delivers its reports even if the debug log throws, whose error surfaces', async () => {
    const { environment, report } = broadcasting({ debug: true });
    environment.log = () => {
      throw new Error('mine');
    };
    const one = outcome(report('one'));
    await environment.advance(20);
    const two = outcome(report('two'));
    await environment.advance(20);
    expect([await one, await two]).toEqual(['accepted', 'accepted']);
    expect(surfaced).toEqual([new Error('mine'), new Error('mine')]);
  });

  it('rejects a batch whose delivery fails unexpectedly, and sends the next', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    server.answer = (reports) => (bodies.length === 1 ? unavailable() : accept(reports));
    environment.randomness = () => {
      throw new Error('no entropy');
    };
    const one = report('one').catch((error: unknown) => error);
    await environment.advance(20);
    const two = outcome(report('two'));
    await environment.advance(20);
    expect(await one).toMatchObject({ name: 'BroadcastError', code: 'internal_error', retryable: true, reportId: 'id-1', cause: { message: 'no entropy' } });
    expect(await two).toBe('accepted');
    expect(environment.timers).toBe(0);
  });

  it('sends what was queued while the delivery of a batch failed', async () => {
    const { environment, server, accept, bodies, report } = broadcasting();
    let answer = (): void => undefined;
    server.answer = (reports) => (bodies.length === 1 ? new Promise((resolve) => (answer = () => { resolve(unavailable()); })) : accept(reports));
    environment.randomness = () => {
      throw new Error('no entropy');
    };
    const one = outcome(report('one'));
    await environment.advance(20);
    const two = outcome(report('two'));
    answer();
    await environment.settle();
    expect([await one, await two]).toEqual(['internal_error', 'accepted']);
  });

  it('treats a problem document with malformed errors as the reply of a proxy', async () => {
    const { environment, server, accept, report } = broadcasting();
    server.answer = (reports) => {
      const errors = { 'reports[0].message': 'is required' };
      return reports.some((report) => report.message === '') ? Response.json({ ...problem('validation_failed', 422), errors }, { status: 422 }) : accept(reports);
    };
    const all = Promise.all([outcome(report('')), outcome(report('two'))]);
    await environment.advance(20);
    expect(await all).toEqual(['unreachable', 'accepted']);
  });
});
