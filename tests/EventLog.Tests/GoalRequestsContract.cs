using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;
using Streams.Grains.EventLog.Sqlite;
using Streams.Grains.Goals;
using Streams.Grains.Interfaces.Streams;

namespace Streams.EventLog.Tests;

/// <summary>The contract of <see cref="IGoalRequests"/>. Each kind of database inherits these tests.</summary>
public abstract class GoalRequestsContract : IAsyncLifetime
{
    private const string Key = "key-1";
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 11, 35, 58, 123, TimeSpan.Zero);

    private ISqlReader _reader = null!;
    private SqlGoalRequests _requests = null!;

    public async ValueTask InitializeAsync() => _requests = new(_reader = await OpenAsync());

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Opens the test's data; called again for the view of another process.</summary>
    private protected abstract Task<ISqlReader> OpenAsync();

    protected abstract Task CloseAsync();

    [Fact]
    public async Task A_key_keeps_the_stream_it_was_reserved_for()
    {
        Assert.Equal(new("s1", null), await _requests.ReserveAsync(Key, "s1", Start));
        Assert.Equal(new("s1", null), await _requests.ReserveAsync(Key, "s2", Start.AddHours(1)));
        Assert.Equal(new("s3", null), await _requests.ReserveAsync("key-2", "s3", Start));
    }

    [Fact]
    public async Task Concurrent_requests_agree_on_one_stream()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => _requests.ReserveAsync(Key, $"s{i}", Start)));
        Assert.Single(stored.Distinct());
    }

    [Fact]
    public async Task The_first_reply_is_stored_unchanged_and_visible_to_every_process()
    {
        await _requests.ReserveAsync(Key, "s1", Start);
        var (first, second) = (Reply("s1", "Zürich 日本"), Reply("s1", "Later"));
        Assert.Equal(Text(first), Text(await _requests.CompleteAsync(Key, first)));
        Assert.Equal(Text(first), Text(await _requests.CompleteAsync(Key, second)));
        var other = new SqlGoalRequests(await OpenAsync());
        Assert.Equal(Text(first), Text((await other.ReserveAsync(Key, "s2", Start)).Reply!));
    }

    [Fact]
    public async Task A_key_is_free_again_after_24_hours_and_its_old_reply_is_gone()
    {
        await _requests.ReserveAsync(Key, "s1", Start);
        await _requests.CompleteAsync(Key, Reply("s1", "First"));
        Assert.NotNull((await _requests.ReserveAsync(Key, "s2", Start + IGoalRequests.Lifetime - TimeSpan.FromMilliseconds(1))).Reply);
        Assert.Equal(new("s3", null), await _requests.ReserveAsync(Key, "s3", Start + IGoalRequests.Lifetime));

        // The first request is slow; its key now belongs to another one.
        Assert.Equal(Text(Reply("s1", "Late")), Text(await _requests.CompleteAsync(Key, Reply("s1", "Late"))));
        Assert.Equal(new("s3", null), await _requests.ReserveAsync(Key, "s4", Start + IGoalRequests.Lifetime));
    }

    [Fact]
    public async Task New_keys_remove_expired_ones_and_no_others()
    {
        for (var i = 0; i < 2 * SqlGoalRequests.RemovedPerKey; i++)
            await _requests.ReserveAsync($"old-{i}", $"s{i}", Start);
        var later = Start + IGoalRequests.Lifetime;
        await _requests.ReserveAsync("young", "young", later.AddMilliseconds(-1));
        await _requests.ReserveAsync("new-1", "new-1", later);
        Assert.Equal(SqlGoalRequests.RemovedPerKey + 2, (await KeysAsync()).Count);
        await _requests.ReserveAsync("new-2", "new-2", later);
        Assert.Equal(["new-1", "new-2", "young"], await KeysAsync());
    }

    private static StreamWithAgents Reply(string id, string name) => new(
        new ProgressStream(
            id, name, null, new GoalCriteria(["SaaS"], Founded: new IntRange(Min: 2010)), new TargetMetrics(5, 4.5), Start.AddDays(1), GoalStatus.NotStarted, Start, Start, null),
        [new AgentAssignment("1-1", id, "crawler", "Crawler", JsonText.Parse("""{"items_per_second":5}"""))]);

    /// <summary>As text, because two arrays with the same elements are not equal.</summary>
    private static string Text(StreamWithAgents reply) => JsonSerializer.Serialize(reply);

    private Task<IReadOnlyList<string>> KeysAsync() =>
        _reader.QueryAsync("SELECT key FROM goal_requests ORDER BY key", [], row => row.GetString(0), TestContext.Current.CancellationToken);
}

/// <summary>The contract on SQLite.</summary>
public sealed class SqliteGoalRequestsTests : GoalRequestsContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-goals-").FullName;
    private SqliteStore? _store;

    private protected override Task<ISqlReader> OpenAsync()
    {
        _store ??= SqliteStore.Open(new SqliteOptions { Folder = _folder }, NullLogger.Instance);
        return Task.FromResult<ISqlReader>(new SqliteReader(_store.GrainsConnectionString));
    }

    protected override Task CloseAsync()
    {
        _store?.Dispose();
        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }
}

/// <summary>The contract on PostgreSQL.</summary>
public sealed class PostgresGoalRequestsTests(PostgresServer server) : GoalRequestsContract
{
    private readonly List<PostgresStore> _open = [];
    private string? _database;

    private protected override async Task<ISqlReader> OpenAsync()
    {
        var store = PostgresStore.Open(new PostgresOptions { ConnectionString = _database ??= await server.CreateDatabaseAsync() }, NullLogger.Instance);
        _open.Add(store);
        return new PostgresReader(store);
    }

    protected override Task CloseAsync()
    {
        _open.ForEach(store => store.Dispose());
        return Task.CompletedTask;
    }
}
