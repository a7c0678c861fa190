import { describe, expect, it } from 'vitest';
import { relativeTime } from '../src/RelativeTime.js';

describe('relativeTime', () => {
  it.each([
    [0, null],
    [9_999, null],
    [10_000, '10 sec. ago'],
    [59_999, '59 sec. ago'],
    [60_000, '1 min. ago'],
    [3_600_000, '1 hr. ago'],
    [172_800_000, '2 days ago'],
    [-5_000, null],
  ])('formats %d ms ago as %s', (age, text) => {
    expect(relativeTime(0, age, 'en')).toBe(text);
  });
});
