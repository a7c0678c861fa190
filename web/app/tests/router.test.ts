import { describe, expect, it } from 'vitest';
import { routeOf } from '../src/router.js';

describe('routeOf', () => {
  it.each([
    ['/', { page: 'list' }],
    ['/new', { page: 'new' }],
    ['/streams/01a2082694577694810b7c80921f320e', { page: 'stream', id: '01a2082694577694810b7c80921f320e' }],
    ['/streams/', { page: 'unknown' }],
    ['/streams/a/b', { page: 'unknown' }],
    [`/streams/${'a'.repeat(65)}`, { page: 'unknown' }],
    ['/elsewhere', { page: 'unknown' }],
  ])('maps %s to its page', (path, route) => {
    expect(routeOf(path)).toEqual(route);
  });
});
