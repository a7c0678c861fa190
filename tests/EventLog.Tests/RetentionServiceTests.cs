using System.Data.Common;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.EventLog.Tests;

/// <summary>The retention service, on a fake clock.</summary>
public sealed class RetentionServiceTests : IAsyncDisposable
{
    private static readonly RetentionOptions Options = new();

    private readonly string _folder = Directory.CreateTempSubdirectory("streams-retention-").FullName;
    private readonly SignallingTime _time = new();
    private readonly SqliteStore _store;
    private readonly SqliteEventLog _log;
    private readonly LogRetention _retention;

    public RetentionServiceTests()
    {
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        _store = SqliteStore.Open(new SqliteOptions { Folder = _folder }, NullLogger.Instance);
        var reader = new SqliteReader(_store.LogConnectionString);
        _log = new SqliteEventLog(_store, reader, new LogMetrics(meters), NullLogger<SqliteEventLog>.Instance);
        _retention = new LogRetention(_log, reader);
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task All_streams_that_became_quiet_are_thinned()
    {
        for (var i = 0; i < 250; i++)
            await CompleteAsync($"s{i:000}");
        await RunAsync(Options, async () => await PassAsync(Options.ThinAfter + Options.Every, until: async () => await CountAsync("s249") == 3));
        Assert.Equal(3, await CountAsync("s000"));
    }

    [Fact]
    public async Task A_stream_is_not_thinned_until_it_is_quiet()
    {
        await CompleteAsync("quiet");
        await RunAsync(Options, async () =>
        {
            // Completes half the period later, so half the period is still missing when the other stream is quiet.
            _time.Advance(Options.ThinAfter / 2);
            await CompleteAsync("busy");
            await PassAsync((Options.ThinAfter / 2) + Options.Every, until: async () => await CountAsync("quiet") == 3);
        });
        Assert.Equal(10, await CountAsync("busy"));
    }

    [Fact]
    public async Task The_service_does_nothing_when_switched_off()
    {
        using var service = new RetentionService(
            _retention, Microsoft.Extensions.Options.Options.Create(new RetentionOptions { Enabled = false }), _time, NullLogger<RetentionService>.Instance);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await service.ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task An_unexpected_failure_of_a_round_does_not_end_the_service()
    {
        await CompleteAsync("s");
        var reader = new FailingReader(new SqliteReader(_store.LogConnectionString));
        using var service = new RetentionService(
            new LogRetention(_log, reader), Microsoft.Extensions.Options.Options.Create(Options), _time, NullLogger<RetentionService>.Instance);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await _time.TimerCreated.WaitAsync(TestContext.Current.CancellationToken);
        _time.Advance(Options.ThinAfter);
        await reader.Failed.WaitAsync(TestContext.Current.CancellationToken);
        await PassAsync(Options.Every, until: async () => service.ExecuteTask!.IsCompleted || await CountAsync("s") == 3);
        Assert.Equal(3, await CountAsync("s"));
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task RunAsync(RetentionOptions options, Func<Task> meanwhile)
    {
        using var service = new RetentionService(_retention, Microsoft.Extensions.Options.Options.Create(options), _time, NullLogger<RetentionService>.Instance);
        await service.StartAsync(TestContext.Current.CancellationToken);
        await _time.TimerCreated.WaitAsync(TestContext.Current.CancellationToken);
        await meanwhile();
        await service.StopAsync(TestContext.Current.CancellationToken);
    }

    private async Task PassAsync(TimeSpan time, Func<Task<bool>> until)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(2));
        _time.Advance(time);
        while (!await until())
            limit.Token.ThrowIfCancellationRequested();
    }

    private async Task<int> CountAsync(string stream) => (await _log.ReadAsync(stream, 0, 100)).Count;

    // Ten events within a second: the creation, and ticks, of which the first and the last are kept.
    private Task CompleteAsync(string id)
    {
        var now = _time.GetUtcNow();
        var stream = new ProgressStream(id, "Goal", null, GoalCriteria.None, new TargetMetrics(), null, GoalStatus.Completed, now, now, now);
        var records = Enumerable.Range(1, 10).Select(seq => new LogRecord(new StreamEvent(
            seq, seq == 1 ? EventName.StreamUpdated : EventName.ProgressUpdate, JsonText.Parse("{}"), now)));
        return _log.AppendAsync(new LogAppend(id, [.. records], [], stream));
    }

    /// <summary>Fails its first query with an unexpected exception.</summary>
    private sealed class FailingReader(ISqlReader inner) : ISqlReader
    {
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Failed => _failed.Task;

        public Task<IReadOnlyList<T>> QueryAsync<T>(
            string sql,
            IReadOnlyList<(string Name, object Value)> parameters,
            Func<DbDataReader, T> map,
            CancellationToken cancellation,
            Predicate<T>? takeWhile = null) =>
            _failed.TrySetResult()
                ? throw new InvalidCastException("The test makes this query fail.")
                : inner.QueryAsync(sql, parameters, map, cancellation, takeWhile);
    }

    /// <summary>Signals that the service, on its own thread, has created its timer.</summary>
    private sealed class SignallingTime : FakeTimeProvider
    {
        private readonly TaskCompletionSource _created = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task TimerCreated => _created.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            _created.TrySetResult();
            return timer;
        }
    }
}
