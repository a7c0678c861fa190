using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Streams.Contract;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;

namespace Streams.EventLog.Tests;

/// <summary>The contract on PostgreSQL, and behaviour specific to a server with other writers.</summary>
public class PostgresEventLogTests(PostgresServer server) : EventLogContract
{
    private readonly IMeterFactory _meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private readonly List<(PostgresStore Store, PostgresEventLog Log)> _open = [];
    private string _database = "";

    private protected override async Task<(SqlEventLog Log, ISqlReader Reader, IRunRegistry Registry)> OpenAsync()
    {
        _database = await server.CreateDatabaseAsync();
        return Open(new PostgresOptions { ConnectionString = _database });
    }

    protected override async Task CloseAsync()
    {
        foreach (var (store, log) in _open)
        {
            await log.DisposeAsync();
            store.Dispose();
        }
    }

    [Fact]
    public async Task A_reopened_log_has_everything_and_the_same_epoch()
    {
        await AppendAsync("s", 1, 5);
        var again = Open(new PostgresOptions { ConnectionString = _database }).Log;
        Assert.Equal(Log.Epoch, again.Epoch);
        Assert.Equal(5, (await again.ReadAsync("s", 0, 10)).Count);
    }

    [Fact]
    public async Task Another_database_is_another_epoch() =>
        Assert.NotEqual(Log.Epoch, Open(new PostgresOptions { ConnectionString = await server.CreateDatabaseAsync() }).Log.Epoch);

    [Fact]
    public async Task Processes_that_start_together_migrate_the_tables_one_at_a_time()
    {
        var database = await server.CreateDatabaseAsync();
        var epochs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using var store = PostgresStore.Open(new PostgresOptions { ConnectionString = database }, NullLogger.Instance);
            return store.Epoch;
        })));
        Assert.Single(epochs.Distinct());
    }

    [Fact]
    public async Task Two_processes_that_write_to_one_stream_share_no_sequence_and_lose_nothing_acknowledged()
    {
        IEventLog[] logs = [Log, Open(new PostgresOptions { ConnectionString = _database }).Log];
        var acknowledged = await Task.WhenAll(logs.Select((log, writer) => Task.Run(() => WriteAsync(log, writer))));
        var ids = (await Log.ReadAsync("s", 0, 10_000)).Select(record => record.ReportId!).ToArray();
        Assert.Equal(Enumerable.Range(1, ids.Length).Select(seq => (long)seq), (await Log.ReadAsync("s", 0, 10_000)).Select(record => record.Seq));
        Assert.Equal(acknowledged.SelectMany(own => own).Order(StringComparer.Ordinal), ids.Order(StringComparer.Ordinal));

        // Like an activation: it assumes that it knows the head, and reads it again after a conflict. Other streams share its batches and are not affected.
        static async Task<List<string>> WriteAsync(IEventLog log, int writer)
        {
            var acknowledged = new List<string>();
            var head = 0L;
            for (var i = 0; i < 200; i++)
            {
                var id = $"{writer}-{i}";
                var append = log.AppendAsync(new LogAppend("s", [NewRecord(head + 1) with { ReportId = id }], [], null));
                var others = Enumerable.Range(0, 5).Select(n => log.AppendAsync(new LogAppend($"{writer}-{i}-{n}", [NewRecord(1)], [], null)));
                await Task.WhenAll(others);
                try
                {
                    await append;
                    acknowledged.Add(id);
                    head++;
                }
                catch (LogConflictException)
                {
                    var tail = await log.ReadAsync("s", head, 10_000);
                    head = tail.Count == 0 ? head : tail[^1].Seq;
                }
            }

            return acknowledged;
        }
    }

    [Fact]
    public async Task A_deletion_by_another_process_never_leaves_a_stream_without_its_first_events()
    {
        var other = Open(new PostgresOptions { ConnectionString = _database }).Log;
        for (var round = 0; round < 30; round++)
        {
            var stream = $"s{round}";
            await AppendAsync(stream, 1, 3);
            var append = AppendAsync(stream, 4, 3);
            await other.DeleteAsync(stream);
            await append.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            var left = (await Log.ReadAsync(stream, 0, 10)).Select(record => record.Seq).ToArray();
            Assert.Empty(left);
        }
    }

    [Fact]
    public async Task An_item_that_changes_twice_in_a_batch_is_stored_once_in_its_last_state()
    {
        await Log.AppendAsync(new LogAppend(
            "s", [NewRecord(1), NewRecord(2)], [new(1, Item("s", 1, "k")), new(2, Item("s", 1, "k", "scored", 5))], Stream("s", 0)));
        var page = (await Queries.ListItemsAsync("s", new(null, ItemSort.CreatedAt, 10, null)))!;
        Assert.Equal(("scored", 5.0), (page.Items.Single().Stage, page.Items.Single().QualityScore));
    }

    [Fact]
    public async Task An_append_whose_connection_is_cut_fails_or_is_stored_and_the_log_recovers_by_itself()
    {
        await AppendAsync("s", 1, 1);
        var seq = 1L;
        for (var round = 0; round < 5; round++)
        {
            var append = AppendAsync("s", seq + 1, 1);
            await CutAsync();
            var failure = await Xunit.Record.ExceptionAsync(() => append);
            Assert.True(failure is null or LogUnavailableException, failure?.ToString());
            var head = (await EventuallyReadAsync())[^1].Seq;
            Assert.True(failure is not null || head == seq + 1);
            seq = head;
        }

        await EventuallyAppendAsync(seq + 1);

        async Task CutAsync()
        {
            await using var source = NpgsqlDataSource.Create(_database);
            await using var command = source.CreateCommand(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
            await command.ExecuteNonQueryAsync();
        }

        // A cut connection in the pool is only detected by the next query that uses it.
        async Task<IReadOnlyList<LogRecord>> EventuallyReadAsync()
        {
            while (true)
            {
                try
                {
                    return await Log.ReadAsync("s", 0, 100);
                }
                catch (LogUnavailableException)
                {
                }
            }
        }

        async Task EventuallyAppendAsync(long next)
        {
            while (await Xunit.Record.ExceptionAsync(() => AppendAsync("s", next, 1)) is { } failure)
                Assert.IsType<LogUnavailableException>(failure);
        }
    }

    [Fact]
    public async Task A_process_that_hangs_in_an_append_does_not_block_others_from_its_stream()
    {
        await AppendAsync("s", 1, 1);
        await using var source = NpgsqlDataSource.Create(_database);
        var direct = new NpgsqlConnectionStringBuilder(_database);
        Task still;
        await using (var proxy = new FaultyProxy($"http://127.0.0.1:{direct.Port}", seed: 1))
        {
            var other = Open(new PostgresOptions { ConnectionString = $"{_database};Host=127.0.0.1;Port={new Uri(proxy.Url).Port};Command Timeout=120" }).Log;
            await using (var connection = await source.OpenConnectionAsync())
            await using (await connection.BeginTransactionAsync())
            {
                // The append waits for this lock when the network is cut: it never learns that the lock is free, and never commits.
                await using var hold = new NpgsqlCommand("LOCK TABLE events IN SHARE MODE", connection);
                await hold.ExecuteNonQueryAsync();
                still = other.AppendAsync(new LogAppend("s", [NewRecord(2)], [], null));
                await UntilWaitingAsync(source, 1);
                proxy.LoseAll();
            }

            await AppendAsync("s", 2, 3);
        }

        await Assert.ThrowsAsync<LogUnavailableException>(() => still);
        Assert.Equal([1, 2, 3, 4], (await Log.ReadAsync("s", 0, 10)).Select(record => record.Seq));
    }

    [Fact]
    public async Task A_commit_that_fails_and_cannot_be_logged_fails_its_appends_and_the_writer_continues()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        var log = Open(new PostgresOptions { ConnectionString = _database }, new ThrowingLogger<PostgresEventLog>()).Log;
        var append = new LogAppend("s", [NewRecord(1)], [], null);
        await ExecuteAsync("""
            CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'full'; END $$;
            CREATE TRIGGER full_disk BEFORE INSERT ON events EXECUTE FUNCTION refuse();
            """);
        await Assert.ThrowsAsync<LogUnavailableException>(() => log.AppendAsync(append).WaitAsync(Limit));
        await ExecuteAsync("DROP TRIGGER full_disk ON events");
        await log.AppendAsync(append).WaitAsync(Limit);

        async Task ExecuteAsync(string sql)
        {
            await using var command = source.CreateCommand(sql);
            await command.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public async Task A_silo_that_was_declared_dead_writes_nothing_and_an_append_in_progress_delays_the_declaration()
    {
        await using var source = NpgsqlDataSource.Create(_database);
        await using var joins = source.CreateCommand("""
            INSERT INTO cluster_versions (cluster) VALUES ('c');
            INSERT INTO cluster_members VALUES ('c', '127.0.0.1', 1, 2, 'silo', 'host', 3, 0, NULL, now(), now())
            """);
        await joins.ExecuteNonQueryAsync();
        var silo = Open(new PostgresOptions { ConnectionString = _database }, silo: new("c", "127.0.0.1", 1, 2)).Log;
        await silo.AppendAsync(new LogAppend("s", [NewRecord(1)], [], null));
        Task append;
        Task<int> declaration;
        await using (var connection = await source.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand("LOCK TABLE events IN SHARE MODE", connection);
            await hold.ExecuteNonQueryAsync();
            append = silo.AppendAsync(new LogAppend("s", [NewRecord(2)], [], null));
            await UntilWaitingAsync(source, 1);
            declaration = DeclareDeadAsync();
            await UntilWaitingAsync(source, 2);
        }

        await append;
        Assert.Equal(1, await declaration);
        await Assert.ThrowsAsync<LogUnavailableException>(() => silo.AppendAsync(new LogAppend("s", [NewRecord(3)], [], null)));
        await Assert.ThrowsAsync<LogUnavailableException>(() => silo.DeleteAsync("s"));
        await AppendAsync("s", 3, 1);
        Assert.Equal([1, 2, 3], (await Log.ReadAsync("s", 0, 10)).Select(record => record.Seq));

        async Task<int> DeclareDeadAsync()
        {
            await using var declare = source.CreateCommand("UPDATE cluster_members SET status = 6");
            return await declare.ExecuteNonQueryAsync();
        }
    }

    [Fact]
    public void The_failure_for_an_unreachable_server_names_its_address_and_not_the_password()
    {
        var failure = Assert.Throws<LogUnavailableException>(() => PostgresStore.Open(
            new PostgresOptions { ConnectionString = "Host=127.0.0.1;Port=1;Database=nowhere;Username=me;Password=hush" }, NullLogger.Instance));
        Assert.StartsWith("PostgreSQL on 127.0.0.1:1, database 'nowhere' cannot be used:", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", failure.Message, StringComparison.Ordinal);
    }

    private static async Task UntilWaitingAsync(NpgsqlDataSource source, long sessions)
    {
        await using var waiting = source.CreateCommand("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'");
        while ((long)(await waiting.ExecuteScalarAsync())! < sessions)
            await Task.Yield();
    }

    private (SqlEventLog Log, ISqlReader Reader, IRunRegistry Registry) Open(
        PostgresOptions options, ILogger<PostgresEventLog>? logger = null, SiloIdentity? silo = null)
    {
        var store = PostgresStore.Open(options, NullLogger.Instance);
        var reader = new PostgresReader(store);
        var log = new PostgresEventLog(store, reader, new LogMetrics(_meters), logger ?? NullLogger<PostgresEventLog>.Instance, silo);
        _open.Add((store, log));
        return (log, reader, new SqlRunRegistry(reader));
    }
}
