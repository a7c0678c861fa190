using Streams.Contract;
using Streams.Grains.Rules;
using Streams.Grains.Streams;

namespace Streams.Grains.Tests;

public sealed class SnapshotWriterTests : IDisposable
{
    private const int Every = 10;

    private readonly HeldState _storage = new();
    private readonly SnapshotGate _gate = new(1);
    private readonly List<long> _failed = [];
    private readonly SnapshotWriter _writer;
    private StreamSnapshot? _newest;

    public SnapshotWriterTests() => _writer = new(_storage, _gate, Every, () => _newest, (seq, _) => _failed.Add(seq));

    public void Dispose() => _gate.Dispose();

    [Fact]
    public void A_snapshot_is_written_when_it_is_due_and_not_before()
    {
        Commit(9);
        Assert.Equal(0, _storage.InProgress);
        Commit(10);
        Assert.Equal(1, _storage.InProgress);
        _storage.Complete();
        Commit(19);
        Assert.Equal(0, _storage.InProgress);
        Commit(20);
        _storage.Complete();
        Assert.Equal([10, 20], _storage.Written);
    }

    [Fact]
    public void Commits_during_a_write_lead_to_one_more_write_if_that_is_due()
    {
        Commit(10);
        for (var seq = 11; seq <= 35; seq++)
            Commit(seq);
        Assert.Equal(1, _storage.InProgress);
        _storage.Complete();
        Assert.Equal(1, _storage.InProgress);
        Commit(36);
        _storage.Complete();
        Assert.Equal(0, _storage.InProgress);
        Assert.Equal([10, 35], _storage.Written);
    }

    [Fact]
    public void Commits_during_a_write_lead_to_no_further_write_if_none_is_due()
    {
        Commit(10);
        Commit(15);
        _storage.Complete();
        Assert.Equal(0, _storage.InProgress);
        Assert.Equal([10], _storage.Written);
    }

    [Fact]
    public async Task A_write_takes_the_newest_state_when_its_turn_comes()
    {
        var turn = await _gate.EnterAsync(TestContext.Current.CancellationToken);
        Commit(10);
        Commit(25);
        var flush = _writer.FlushAsync(always: false, TestContext.Current.CancellationToken);
        turn.Dispose();
        await _storage.StartedAsync(1);
        _storage.Complete();
        await flush;
        Assert.Equal([25], _storage.Written);
    }

    [Fact]
    public async Task A_flush_waits_for_the_write_in_progress_and_writes_newer_events()
    {
        Commit(10);
        Commit(15);
        var flush = _writer.FlushAsync(always: false, TestContext.Current.CancellationToken);
        _storage.Complete();
        _storage.Complete();
        await flush;
        Assert.Equal([10, 15], _storage.Written);
        await _writer.FlushAsync(always: false, TestContext.Current.CancellationToken);
        Assert.Equal(0, _storage.InProgress);
        flush = _writer.FlushAsync(always: true, TestContext.Current.CancellationToken);
        _storage.Complete();
        await flush;
        Assert.Equal([10, 15, 15], _storage.Written);
    }

    [Fact]
    public async Task A_cancelled_flush_leaves_the_write_in_progress_alone()
    {
        using var cancellation = new CancellationTokenSource();
        Commit(10);
        Commit(15);
        var flush = _writer.FlushAsync(always: false, cancellation.Token);
        await cancellation.CancelAsync();
        await flush;
        Assert.Equal(1, _storage.InProgress);
        _storage.Complete();
        Assert.Equal([10], _storage.Written);
    }

    [Fact]
    public async Task A_failed_write_is_tried_again_when_the_next_one_is_due_and_on_a_flush()
    {
        Commit(10);
        _storage.Complete(new IOException("The test makes this fail."));
        Assert.Equal([10], _failed);
        Commit(19);
        Assert.Equal(0, _storage.InProgress);
        Commit(20);
        _storage.Complete(new IOException("The test makes this fail."));
        var flush = _writer.FlushAsync(always: false, TestContext.Current.CancellationToken);
        _storage.Complete();
        await flush;
        Assert.Equal([20], _storage.Written);
    }

    [Fact]
    public void Nothing_is_written_after_the_stream_was_deleted()
    {
        Commit(10);
        _newest = null;
        _storage.Complete();
        _writer.WriteIfDue(30);
        Assert.Equal(0, _storage.InProgress);
        Assert.Equal([10], _storage.Written);
    }

    private void Commit(long seq)
    {
        var state = StreamRules.Create("s", "e", new NewStream("Goal", null, GoalCriteria.None, new TargetMetrics(), null, []), GrainHost.Start).State;
        _newest = StreamSnapshot.Of(state with { View = state.View with { Position = new("e", seq) } });
        _writer.WriteIfDue(seq);
    }

    /// <summary>A grain's state whose writes complete when the test lets them. Continuations run inside <see cref="Complete"/>.</summary>
    private sealed class HeldState : IPersistentState<StreamSnapshotHolder>
    {
        private readonly Queue<(TaskCompletionSource Done, StreamSnapshotHolder State)> _writes = [];
        private readonly SemaphoreSlim _started = new(0);
        private StreamSnapshotHolder _stored = new();

        public List<long> Written { get; } = [];

        public int InProgress => _writes.Count;

        public StreamSnapshotHolder State { get; set; } = new();

        public string Etag => "";

        public bool RecordExists => true;

        public async Task StartedAsync(int writes)
        {
            for (var i = 0; i < writes; i++)
                await _started.WaitAsync(TestContext.Current.CancellationToken);
        }

        public void Complete(Exception? failure = null)
        {
            var (done, state) = _writes.Dequeue();
            if (failure is not null)
            {
                done.SetException(failure);
                return;
            }

            _stored = state;
            Written.Add(state.Seq);
            done.SetResult();
        }

        public Task WriteStateAsync()
        {
            var done = new TaskCompletionSource();
            _writes.Enqueue((done, State));
            _started.Release();
            return done.Task;
        }

        public Task WriteStateAsync(CancellationToken cancellationToken) => WriteStateAsync();

        public Task ReadStateAsync()
        {
            State = _stored;
            return Task.CompletedTask;
        }

        public Task ClearStateAsync()
        {
            State = _stored = new();
            return Task.CompletedTask;
        }
    }
}
