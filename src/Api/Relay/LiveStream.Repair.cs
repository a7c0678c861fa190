using Streams.Contract;

namespace Streams.Api.Relay;

internal sealed partial class LiveStream
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(10);

    // The work of the repair. It reads these flags under the lock before each step, so code that finds a fault only sets one.
    private bool _askHead;
    private bool _reload;
    private bool _repairing;
    private Task _repair = Task.CompletedTask;

    private enum Step
    {
        None,
        Reload,
        Ask,
        Read,
    }

    /// <summary>Extends the lease; the answer tells whether events were missed.</summary>
    public async Task RenewAsync()
    {
        if (await TryAsync(Step.Ask, 0) is { Code: RefusalCode.StreamNotFound })
            End(Deleted);
    }

    /// <summary>Starts a check of the head, because news may have been lost.</summary>
    public void CheckHead()
    {
        lock (_gate)
        {
            if (_view is null || _closing)
                return;
            _askHead = true;
            StartRepair();
        }
    }

    private void StartRepair()
    {
        if (_repairing)
            return;
        _repairing = true;
        _repair = Task.Run(RepairAsync);
    }

    // At most one runs per copy. It ends when nothing is left to do, and retries with backoff while the source cannot be reached.
    private async Task RepairAsync()
    {
        var backoff = new Backoff(FirstRetry, LastRetry);
        for (var (step, head) = NextStep(); step != Step.None; (step, head) = NextStep())
        {
            var refusal = await TryAsync(step, head);
            if (refusal is null)
            {
                backoff.Reset();
                continue;
            }

            if (refusal.Code == RefusalCode.StreamNotFound)
            {
                End(Deleted);
                return;
            }

            var retry = backoff.Next();
            LogRepairFailed(StreamId, Current()?.Position, step.ToString(), refusal.Detail, retry);
            if (step == Step.Ask)
            {
                lock (_gate)
                    _askHead = true;
            }

            await Task.Delay(retry, _time, _lifetime.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // A bug must not end the loop: _repairing would stay set, and nothing would repair this stream any more.
    private async Task<Refusal?> TryAsync(Step step, long head)
    {
        try
        {
            return step switch
            {
                Step.Reload => await ReloadAsync(),
                Step.Ask => await AskAsync(),
                _ => await ReadGapAsync(head),
            };
        }
        catch (Exception failure)
        {
            LogStepFailed(failure, StreamId, step.ToString());
            return Refusal.StreamUnreachable();
        }
    }

    // The next step and the head it starts from. If the head differs afterwards, news arrived meanwhile.
    private (Step Step, long Head) NextStep()
    {
        lock (_gate)
        {
            var step = _closing ? Step.None : _reload ? Step.Reload : _askHead ? Step.Ask : _target > _ring.Head ? Step.Read : Step.None;
            if (step == Step.Ask)
                _askHead = false;
            _repairing = step != Step.None;
            return (step, _ring.Head);
        }
    }

    private async Task<Refusal?> AskAsync()
    {
        var outcome = await _source.RenewAsync(StreamId);
        if (!outcome.TryGet(out var head, out var refusal))
            return refusal;
        lock (_gate)
        {
            if (_view is null || _closing)
                return null;
            if (head.Epoch != _view.Position.Epoch)
            {
                _reload = true;
            }
            else
            {
                DropEarly();
                _target = Math.Max(_target, head.Seq);
            }

            if (_reload || _target > _ring.Head)
                StartRepair();
        }

        return null;
    }

    private async Task<Refusal?> ReadGapAsync(long from)
    {
        var outcome = await _source.ReadAsync(StreamId, from, _options.PageSize);
        if (!outcome.TryGet(out var page, out var refusal))
            return refusal;
        ViewerWatch[]? woken;
        lock (_gate)
        {
            if (_closing)
                return null;
            if (page.Position.Epoch != _view!.Position.Epoch)
            {
                _reload = true;
                return null;
            }

            if (page.Events.Count == 0 && _ring.Head == from)
            {
                // Either history was thinned here and only a snapshot helps, or the answer is older than the news and a retry helps.
                _reload = page.Position.Seq > from;
                return _reload ? null : Refusal.Unavailable("the log does not have the announced events yet");
            }

            // The log is the truth: a number missing in it is no gap.
            foreach (var change in page.Events)
            {
                if (change.Seq > _ring.Head)
                    AppendLocked(change);
            }

            DrainAhead();
            woken = FlushWhenDue();
        }

        _metrics.Repaired();
        Wake(woken);
        return null;
    }

    private async Task<Refusal?> ReloadAsync()
    {
        var outcome = await _source.WatchAsync(StreamId);
        if (!outcome.TryGet(out var snapshot, out var refusal))
            return refusal;
        ViewerWatch[] woken;
        lock (_gate)
        {
            _reload = false;
            if (_closing || (snapshot.Position.Epoch == _view!.Position.Epoch && snapshot.Position.Seq <= _ring.Head))
                return null;
            LogReloaded(StreamId, snapshot.Position, _view.Position);
            Adopt(snapshot);
            woken = _watches.ToArray();
        }

        Wake(woken);
        return null;
    }
}
