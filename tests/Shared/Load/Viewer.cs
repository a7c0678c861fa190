using System.Globalization;

namespace Streams.Tests;

/// <summary>One who watches a stream through all outages, and comes back with the position it has.</summary>
internal abstract class Viewer(string streamId, Route route, Patience patience)
{
    // Not at once: what cuts it may do so again and again.
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly TaskCompletionSource _watching = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly List<(long Seq, TaskCompletionSource Reached)> _waiting = [];
    private Exception? _last;

    public string StreamId => streamId;

    /// <summary>The events in the order in which they came, with a hash of their payload.</summary>
    public List<(long Seq, string Event, int Payload)> Seen { get; } = [];

    /// <summary>The sequence of the first snapshot, before which nothing is seen.</summary>
    public long Start { get; private set; } = -1;

    /// <summary>How often it had to connect again.</summary>
    public int Returns { get; private set; }

    /// <summary>The longest time between two events.</summary>
    public PauseMeter Pauses { get; } = new();

    /// <summary>Completes with the first snapshot.</summary>
    public Task Watching => _watching.Task;

    protected string Epoch { get; private set; } = "";

    /// <summary>The last sequence that it has.</summary>
    protected long Position { get; private set; } = -1;

    protected Patience Patience => patience;

    protected bool HasPosition => Position >= 0;

    /// <summary>Watches until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await WatchAsync(await route.GetAsync(stop), stop);
            }
            catch (Exception exception) when (exception is not Xunit.Sdk.XunitException)
            {
                // However the connection ended (the SignalR client has a dozen exceptions for it), it comes back.
                _last = exception;
            }

            if (stop.IsCancellationRequested)
                return;
            Returns++;
            route.Fail();
            await Task.Delay(Rest, TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{GetType().Name} of {StreamId} at {Position} after {Returns} returns{(_last is null ? "" : $" (last: {_last.Message})")}");

    /// <summary>Completes once it has everything up to a sequence.</summary>
    public Task ReachAsync(long seq)
    {
        lock (_lock)
        {
            if (Position >= seq)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((seq, reached));
            return reached.Task;
        }
    }

    /// <summary>Watches until the connection ends.</summary>
    protected abstract Task WatchAsync(string url, CancellationToken stop);

    protected void TakeSnapshot(string epoch, long seq)
    {
        Assert.False(HasPosition, $"A viewer of {streamId} with position {Position} was given a snapshot at {seq}.");
        (Epoch, Start) = (epoch, seq);
        MoveTo(seq);
        _watching.TrySetResult();
    }

    protected void Take(long seq, string name, string payload)
    {
        Seen.Add((seq, name, string.GetHashCode(payload, StringComparison.Ordinal)));
        Pauses.Mark();
    }

    protected void MoveTo(long seq)
    {
        lock (_lock)
        {
            Position = seq;
            foreach (var (_, reached) in _waiting.Where(waiting => waiting.Seq <= seq))
                reached.TrySetResult();
            _waiting.RemoveAll(waiting => waiting.Seq <= seq);
        }
    }
}
