using System.Text.Json;
using Streams.Api.Relay;
using Streams.Contract;

namespace Streams.Relay.Tests;

/// <summary>A viewer that follows the contract's frame rule exactly and records what it receives.</summary>
internal sealed class FrameClient : IViewerSink
{
    private readonly Lock _gate = new();
    private readonly StreamRelay _relay;
    private readonly FakeLog _log;
    private readonly List<Run> _runs = [];
    private TaskCompletionSource _blocked = new();
    private bool _busy;
    private bool _needsWatch;

    public FrameClient(StreamRelay relay, FakeLog log)
    {
        (_relay, _log) = (relay, log);
        _blocked.SetResult();
        Connection = relay.Connect(this);
    }

    public ViewerConnection Connection { get; private set; }

    public Signal Signal { get; } = new();

    public Position? Position { get; private set; }

    public int Gaps { get; private set; }

    public string? Ended { get; private set; }

    public WatchStart? Start { get; private set; }

    public List<EncodedFrame> Frames { get; } = [];

    public long Seq => Position?.Seq ?? -1;

    public IReadOnlyList<StreamEvent> Applied => _runs[^1].Events;

    /// <summary>Watches from where the client is, or from <paramref name="from"/>.</summary>
    public async Task<WatchStart> WatchAsync(Position? from = null)
    {
        lock (_gate)
        {
            if (_busy)
                return Start!;
            (_busy, _needsWatch) = (true, false);
            if (from is not null)
            {
                Position = from;
                _runs.Add(new(from));
            }
        }

        var start = await Connection.WatchAsync(_log.Id, Position, CancellationToken.None).WaitAsync(Signal.WaitLimit, TestContext.Current.CancellationToken);
        lock (_gate)
        {
            (_busy, Start) = (false, start);
            if (start.Snapshot is { } snapshot)
            {
                Position = snapshot.Position;
                _runs.Add(new(snapshot.Position, snapshot.Snapshot));
            }
            else if (start.Replay is { } replay)
            {
                Apply(replay.Frame);
            }
            else
            {
                _needsWatch = true;
            }
        }

        Connection.Open(_log.Id);
        Signal.Changed();
        return start;
    }

    /// <summary>Watches again if the last frame had a gap or the connection has ended, as a client does.</summary>
    public Task HealAsync()
    {
        if (Connection.Completion.IsCompleted)
            (Connection, _needsWatch) = (_relay.Connect(this), true);
        return _needsWatch && Ended is null ? WatchAsync() : Task.CompletedTask;
    }

    public void Block()
    {
        if (_blocked.Task.IsCompleted)
            _blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Unblock() => _blocked.TrySetResult();

    public async ValueTask SendAsync(EncodedFrame frame, CancellationToken cancellation)
    {
        lock (_gate)
        {
            Frames.Add(frame);
            Apply(frame.Frame);
        }

        Signal.Changed();
        await _blocked.Task.WaitAsync(cancellation);
    }

    public ValueTask UnwatchedAsync(string streamId, string reason, CancellationToken cancellation)
    {
        Ended = reason;
        Signal.Changed();
        return ValueTask.CompletedTask;
    }

    public Task UntilAsync(long seq) => Signal.UntilAsync(() => Seq >= seq);

    public override string ToString() =>
        $"at {Position}, gaps {Gaps}, busy {_busy}, needs watch {_needsWatch}, ended {Ended}, pump {Connection.Completion.Status}, {Start?.Refusal}";

    /// <summary>Every stretch without a gap equals the log, except for what frames may omit.</summary>
    public void Verify()
    {
        lock (_gate)
        {
            foreach (var run in _runs.Where(run => run.Start.Epoch == _log.Epoch && run.Start.Seq <= _log.Head))
                Verify(run);
        }
    }

    private void Verify(Run run)
    {
        if (run.View is { } view)
            Assert.Equal(Json(_log.ViewAt(view.Position.Seq)), Json(view));
        var received = run.Events.ToDictionary(change => change.Seq);
        var all = _log.Range(run.Start.Seq, run.End);
        Assert.Equal(run.Events.Select(change => change.Seq).Order(), run.Events.Select(change => change.Seq));
        foreach (var change in all)
        {
            if (received.Remove(change.Seq, out var same))
                Assert.Equal(change, same);
            else
                Assert.Contains(run.Events, later => later.Seq > change.Seq && Replaces(later, change));
        }

        Assert.Empty(received);
    }

    private static bool Replaces(StreamEvent later, StreamEvent older) =>
        later.Event == older.Event && (older.Event is EventName.ProgressUpdate or EventName.StreamUpdated
            || (older.Event == EventName.ItemUpdated
                && ContractJson.FromText<Item>(later.Payload).Id == ContractJson.FromText<Item>(older.Payload).Id));

    private void Apply(Frame frame)
    {
        if (Position is null || frame.Epoch != Position.Epoch || frame.From > Position.Seq)
        {
            Gaps++;
            _needsWatch = true;
            return;
        }

        if (frame.To <= Position.Seq)
            return;
        var run = _runs[^1];
        run.Events.AddRange(frame.Events.Where(change => change.Seq > Position.Seq));
        run.End = frame.To;
        Position = Position with { Seq = frame.To };
    }

    private static string Json(Snapshot view) => JsonSerializer.Serialize(view, ContractJson.Default.Snapshot);

    private sealed class Run(Position start, Snapshot? view = null)
    {
        public Position Start => start;

        public Snapshot? View => view;

        public List<StreamEvent> Events { get; } = [];

        public long End { get; set; } = start.Seq;
    }
}
