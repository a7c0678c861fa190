using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;

namespace Streams.EventLog.Tests;

/// <summary>The contract on SQLite, and behaviour specific to files.</summary>
public class SqliteEventLogTests : EventLogContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("streams-log-").FullName;
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private SqliteStore? _store;

    private protected override Task<(SqlEventLog Log, ISqlReader Reader, IRunRegistry Registry)> OpenAsync() =>
        Task.FromResult(Open(new SqliteOptions { Folder = _folder }));

    protected override async Task CloseAsync()
    {
        await CloseLogAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_reopened_log_has_everything_and_the_same_epoch()
    {
        await AppendAsync("s", 1, 5);
        var epoch = Log.Epoch;
        await CloseLogAsync();
        var reopened = Open(new SqliteOptions { Folder = _folder }).Log;
        Assert.Equal(epoch, reopened.Epoch);
        Assert.Equal(5, (await reopened.ReadAsync("s", 0, 10)).Count);
        await ((SqliteEventLog)reopened).DisposeAsync();
    }

    [Fact]
    public void A_new_folder_is_a_new_epoch()
    {
        var other = Directory.CreateTempSubdirectory("streams-log-").FullName;
        var store = SqliteStore.Open(new SqliteOptions { Folder = other }, NullLogger.Instance);
        Assert.NotEqual(store.Epoch, Log.Epoch);
        store.Dispose();
        Directory.Delete(other, recursive: true);
    }

    [Fact]
    public void Only_one_process_at_a_time_can_use_a_folder()
    {
        var refusal = Assert.Throws<DataFolderInUseException>(() => SqliteStore.Open(new SqliteOptions { Folder = _folder }, NullLogger.Instance));
        Assert.Contains(_folder, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_of_a_running_process_s_files_has_every_acknowledged_append()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => AppendAsync($"s{i}", 1, 3)));
        var copy = Directory.CreateTempSubdirectory("streams-log-").FullName;
        foreach (var file in Directory.GetFiles(_folder, "*.db*"))
            File.Copy(file, Path.Combine(copy, Path.GetFileName(file)));
        using (var store = SqliteStore.Open(new SqliteOptions { Folder = copy }, NullLogger.Instance))
        {
            var log = new SqliteEventLog(store, new SqliteReader(store.LogConnectionString), new LogMetrics(_meters), NullLogger<SqliteEventLog>.Instance);
            for (var i = 0; i < 50; i++)
                Assert.Equal(3, (await log.ReadAsync($"s{i}", 0, 10)).Count);
            await log.DisposeAsync();
        }

        Directory.Delete(copy, recursive: true);
    }

    [Fact]
    public async Task A_commit_waits_while_another_program_locks_the_file()
    {
        using var other = new SqliteConnection(_store!.LogConnectionString);
        other.Open();
        using var locked = other.BeginTransaction(deferred: false);
        var append = AppendAsync("s", 1, 1);
        await Assert.ThrowsAsync<TimeoutException>(() => append.WaitAsync(TimeSpan.FromMilliseconds(300)));
        locked.Rollback();
        await append;
    }

    [Fact]
    public async Task Running_agents_can_be_registered_while_the_log_is_being_written()
    {
        using var other = new SqliteConnection(_store!.LogConnectionString);
        other.Open();
        using var locked = other.BeginTransaction(deferred: false);
        await Registry.AddAsync("s/a");
        Assert.Equal(["s/a"], await Registry.ListAsync());
    }

    [Fact]
    public async Task A_closed_log_commits_its_queue_and_accepts_no_more()
    {
        var appends = Enumerable.Range(0, 100).Select(i => AppendAsync($"s{i}", 1, 1)).ToArray();
        await ((SqliteEventLog)Log).DisposeAsync();
        await Task.WhenAll(appends);
        await Assert.ThrowsAsync<LogUnavailableException>(() => AppendAsync("late", 1, 1));
    }

    [Fact]
    public async Task A_full_queue_refuses_immediately_and_accepts_again_when_it_has_space()
    {
        await CloseLogAsync();
        var log = Open(new SqliteOptions { Folder = _folder, Queue = new() { Capacity = 10 } }).Log;
        await log.AppendAsync(new LogAppend("s", [NewRecord(1)], [], null));

        // Another connection holds the write lock, which blocks the writer.
        using (var blocker = new SqliteConnection(_store!.LogConnectionString + ";Pooling=False"))
        {
            await blocker.OpenAsync(TestContext.Current.CancellationToken);
            using var transaction = blocker.BeginTransaction();
            var appends = Enumerable.Range(0, 40).Select(i => log.AppendAsync(new LogAppend($"q{i}", [NewRecord(1)], [], null))).ToArray();
            var refused = appends.Where(append => append.IsFaulted).ToArray();
            Assert.InRange(refused.Length, 20, 39);
            await transaction.RollbackAsync(TestContext.Current.CancellationToken);
            await Task.WhenAll(appends.Except(refused)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        await log.AppendAsync(new LogAppend("s", [NewRecord(2)], [], null));
        await ((SqliteEventLog)log).DisposeAsync();
    }

    [Fact]
    public async Task A_full_disk_fails_appends_without_loss_and_the_log_recovers_by_itself()
    {
        await AppendAsync("s", 1, 1);
        var big = JsonText.Parse($$"""{"text":"{{new string('x', 200_000)}}"}""");
        var append = new LogAppend("s", [new(new StreamEvent(2, EventName.ProgressUpdate, big, Start))], [], null);
        await Assert.ThrowsAsync<LogUnavailableException>(() => FullAsync(append));
        Assert.Single(await Log.ReadAsync("s", 0, 10));
        await Log.AppendAsync(append);
        Assert.Equal(2, (await Log.ReadAsync("s", 0, 10)).Count);

        // SQLite's page limit applies to a single connection, so a trigger in the file simulates the full disk.
        async Task FullAsync(LogAppend append)
        {
            await ExecuteAsync("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END");
            try
            {
                await Log.AppendAsync(append);
            }
            finally
            {
                await ExecuteAsync("DROP TRIGGER full");
            }
        }
    }

    [Fact]
    public async Task A_commit_that_fails_and_cannot_be_logged_fails_its_appends_and_the_writer_continues()
    {
        await CloseLogAsync();
        var log = Open(new SqliteOptions { Folder = _folder }, new ThrowingLogger<SqliteEventLog>()).Log;
        var append = new LogAppend("s", [NewRecord(1)], [], null);
        await ExecuteAsync("CREATE TRIGGER full BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, 'full'); END");
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.AppendAsync(append).WaitAsync(Limit));
        await ExecuteAsync("DROP TRIGGER full");
        await log.AppendAsync(append).WaitAsync(Limit);
        await log.DisposeAsync();
    }

    private async Task ExecuteAsync(string sql)
    {
        using var connection = new SqliteConnection(_store!.LogConnectionString);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private (SqlEventLog Log, ISqlReader Reader, IRunRegistry Registry) Open(SqliteOptions options, ILogger<SqliteEventLog>? logger = null)
    {
        _store = SqliteStore.Open(options, NullLogger.Instance);
        var reader = new SqliteReader(_store.LogConnectionString);
        return (
            new SqliteEventLog(_store, reader, new LogMetrics(_meters), logger ?? NullLogger<SqliteEventLog>.Instance),
            reader,
            new SqlRunRegistry(new SqliteReader(_store.GrainsConnectionString)));
    }

    private async Task CloseLogAsync()
    {
        await ((SqliteEventLog)Log).DisposeAsync();
        _store!.Dispose();
    }
}
