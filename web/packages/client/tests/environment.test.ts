// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';

import { defaultEnvironment } from '../src/runtime/environment.js';
import { createStreamsClient } from '../src/streamsClient.js';

afterEach(() => {
  vi.restoreAllMocks();
});

it('wakes when the browser is online or the page shown, resumed or visible, until unsubscribed', () => {
  const environment = defaultEnvironment();
  const wake = vi.fn();
  const stop = environment.onWake(wake);
  window.dispatchEvent(new Event('online'));
  window.dispatchEvent(new Event('pageshow'));
  document.dispatchEvent(new Event('resume'));
  document.dispatchEvent(new Event('visibilitychange'));
  expect(wake).toHaveBeenCalledTimes(4);
  stop();
  window.dispatchEvent(new Event('online'));
  expect(wake).toHaveBeenCalledTimes(4);
});

it('does not wake when the page is hidden', () => {
  const environment = defaultEnvironment();
  const wake = vi.fn();
  environment.onWake(wake);
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(wake).not.toHaveBeenCalled();
  expect(environment.isVisible()).toBe(false);
});

it('creates UUIDs on insecure pages too', () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
  expect(defaultEnvironment().randomId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  vi.unstubAllGlobals();
});

it('uses the page\'s origin by default', () => {
  expect(createStreamsClient().url).toBe(location.origin);
  expect(createStreamsClient({ url: 'https://host/base/' }).url).toBe('https://host/base');
});

it('reports when the page is hidden or left, until unsubscribed', () => {
  const environment = defaultEnvironment();
  const hide = vi.fn();
  const stop = environment.onHide(hide);
  document.dispatchEvent(new Event('visibilitychange'));
  expect(hide).not.toHaveBeenCalled();
  window.dispatchEvent(new Event('pagehide'));
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
  document.dispatchEvent(new Event('visibilitychange'));
  expect(hide).toHaveBeenCalledTimes(2);
  stop();
  window.dispatchEvent(new Event('pagehide'));
  expect(hide).toHaveBeenCalledTimes(2);
});
