import { act, fireEvent, screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import { MilestoneToast } from '../src/index.js';
import { live, milestone } from './fakeClient.js';
import { eachWithFakeTime, pass, show } from './setup.js';

function titles(): (string | null)[] {
  return [...document.querySelectorAll('.streams-toast-title')].map((title) => title.textContent);
}

describe('MilestoneToast', () => {
  eachWithFakeTime();

  it('celebrates each milestone once, and notifies the host', () => {
    const onMilestone = vi.fn();
    const { store } = show(<MilestoneToast streamId="s" onMilestone={onMilestone} />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ milestones: [milestone(1)] });
    });
    act(() => {
      store.set({ milestones: [milestone(1), milestone(2)] });
    });
    expect(titles()).toEqual(['Milestone 1', 'Milestone 2']);
    expect(onMilestone).toHaveBeenCalledTimes(2);
  });

  it('does not celebrate old milestones for a late viewer', () => {
    const { store } = show(<MilestoneToast streamId="s" />);
    act(() => {
      store.set({ ...live(40), milestones: [milestone(1, 600), milestone(2, 300)] });
    });
    expect(titles()).toEqual([]);
    act(() => {
      store.set({ milestones: [milestone(1, 600), milestone(2, 300), milestone(3)] });
    });
    expect(titles()).toEqual(['Milestone 3']);
  });

  it('celebrates milestones that were reached during a reload, and none twice', () => {
    const before = show(<MilestoneToast streamId="s" />);
    act(() => {
      before.store.set({ ...live(10), milestones: [milestone(1)] });
    });
    expect(titles()).toEqual(['Milestone 1']);
    before.unmount();
    const after = show(<MilestoneToast streamId="s" />);
    act(() => {
      after.store.set({ ...live(20), milestones: [milestone(1), milestone(2)] });
    });
    expect(titles()).toEqual(['Milestone 2']);
  });

  it('celebrates milestones that were reached while disconnected', () => {
    const { store } = show(<MilestoneToast streamId="s" />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ status: 'reconnecting' });
    });
    act(() => {
      store.set({ ...live(30), milestones: [milestone(1, 30)] });
    });
    expect(titles()).toEqual(['Milestone 1']);
  });

  it('waits until the page is visible', () => {
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    const { store } = show(<MilestoneToast streamId="s" />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ milestones: [milestone(1)] });
    });
    expect(titles()).toEqual([]);
    visibility.mockReturnValue('visible');
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    expect(titles()).toEqual(['Milestone 1']);
  });

  it('disappears after 5 s, or when dismissed', () => {
    const { store } = show(<MilestoneToast streamId="s" />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ milestones: [milestone(1), milestone(2)] });
    });
    const dismiss = screen.getAllByRole('button', { name: 'Dismiss' })[0];
    if (dismiss === undefined) throw new Error('There is no button to dismiss a toast.');
    act(() => {
      fireEvent.click(dismiss);
    });
    expect(titles()).toEqual(['Milestone 2']);
    pass(5_100);
    expect(titles()).toEqual([]);
  });

  it('celebrates every milestone even if the host\'s callback throws, whose error surfaces', () => {
    const surfaced = vi.fn();
    vi.stubGlobal('reportError', surfaced);
    const onMilestone = vi.fn(() => {
      throw new Error('mine');
    });
    const { store } = show(<MilestoneToast streamId="s" onMilestone={onMilestone} />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ milestones: [milestone(1), milestone(2)] });
    });
    expect(titles()).toEqual(['Milestone 1', 'Milestone 2']);
    expect(onMilestone).toHaveBeenCalledTimes(2);
    expect(surfaced).toHaveBeenCalledTimes(2);
    vi.unstubAllGlobals();
  });

  it('celebrates even if the browser cannot play the sound', () => {
    const surfaced = vi.fn();
    vi.stubGlobal('reportError', surfaced);
    vi.stubGlobal('AudioContext', function () {
      throw new Error('too many contexts');
    });
    vi.stubGlobal('navigator', { userActivation: { hasBeenActive: true } });
    const { store } = show(<MilestoneToast streamId="s" sound />);
    act(() => {
      store.set(live(10));
    });
    act(() => {
      store.set({ milestones: [milestone(1)] });
    });
    expect(titles()).toEqual(['Milestone 1']);
    expect(surfaced).toHaveBeenCalledOnce();
    vi.unstubAllGlobals();
  });
});
