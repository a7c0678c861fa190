// @vitest-environment happy-dom
import { expect, it, vi } from 'vitest';

import { defaultEnvironment } from '../src/environment.js';
import { createStreamsClient } from '../src/streamsClient.js';

it('wakes when the browser is online, the page shown, thawed or visible, and not any more after that', () => {
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

it('makes UUIDs also on pages that are not secure', () => {
  vi.stubGlobal('crypto', { getRandomValues: (bytes: Uint8Array) => bytes.fill(255) });
  expect(defaultEnvironment().randomId()).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
  vi.unstubAllGlobals();
});

it('takes the page as the server unless told otherwise', () => {
  expect(createStreamsClient().url).toBe(location.origin);
  expect(createStreamsClient({ url: 'https://host/base/' }).url).toBe('https://host/base');
});
