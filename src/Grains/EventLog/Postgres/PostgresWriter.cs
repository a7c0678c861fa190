using Npgsql;
using Streams.Contract;

namespace Streams.Grains.EventLog.Postgres;

/// <summary>The connection that writes. Not thread-safe: owned by the log's single writer, which replaces it after a failure.</summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    /// <summary>
    /// The advisory lock that appends share and a deletion holds exclusively, across all processes. Without it, an append that is checked before another process's deletion
    /// and committed after it would leave a stream without its first events.
    /// </summary>
    private const long DeletionLock = 0x53_74_72_65_61_6D_32;

    /// <summary>The status of a silo that the others have declared dead, in <c>cluster_members</c>.</summary>
    private const int Dead = 6;

    private readonly NpgsqlConnection _connection;
    private readonly SiloIdentity? _silo;

    private PostgresWriter(NpgsqlConnection connection, SiloIdentity? silo) => (_connection, _silo) = (connection, silo);

    public static async Task<PostgresWriter> OpenAsync(PostgresStore store, SiloIdentity? silo)
    {
        var connection = await store.Source.OpenConnectionAsync().ConfigureAwait(false);

        await using var batch = new NpgsqlBatch(connection);

        // Keeps a stricter setting of the server (remote_apply …).
        batch.BatchCommands.Add(new(
            store.Options.SyncEveryCommit
                ? "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
                : "SELECT set_config('synchronous_commit', 'off', false)"));

        // A process that hangs in a transaction holds its streams' locks; without a timeout, the new owners of the streams would wait as long as it hangs.
        batch.BatchCommands.Add(new("SELECT set_config('idle_in_transaction_session_timeout', '3s', false)"));
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        return new(connection, silo);
    }

    /// <summary>Commits the appends that follow their stream's last event; the others fail with a <see cref="LogConflictException"/>.</summary>
    /// <exception cref="LogUnavailableException">This silo was declared dead. Nothing was appended.</exception>
    /// <exception cref="PostgresException">
    /// <see cref="PostgresErrorCodes.UniqueViolation"/>: another process appended to one of the streams at the same time; nothing was appended.
    /// </exception>
    public async Task AppendAsync(IReadOnlyList<QueuedWork> run)
    {
        await using var transaction = await _connection.BeginTransactionAsync().ConfigureAwait(false);
        var taken = Check(run, await LockAndReadHeadsAsync([.. run.Select(work => work.StreamId).Distinct()]).ConfigureAwait(false));
        if (taken.Count > 0)
        {
            await using var batch = new NpgsqlBatch(_connection);
            batch.BatchCommands.Add(InsertEvents(taken));
            if (LastOfItems(taken) is { Count: > 0 } items)
                batch.BatchCommands.Add(UpsertItems(items));
            if (LastOfStreams(taken) is { Count: > 0 } streams)
                batch.BatchCommands.Add(UpsertStreams(streams));
            await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        }

        await transaction.CommitAsync().ConfigureAwait(false);
    }

    public async Task DeleteAsync(string streamId)
    {
        await using var transaction = await _connection.BeginTransactionAsync().ConfigureAwait(false);
        await using (var check = new NpgsqlBatch(_connection))
        {
            check.BatchCommands.Add(new("SET LOCAL lock_timeout = '5s'"));
            check.BatchCommands.Add(LockMember());
            check.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock({DeletionLock})"));
            await using var rows = await check.ExecuteReaderAsync().ConfigureAwait(false);
            await RequireMemberAsync(rows).ConfigureAwait(false);
        }

        await using var batch = new NpgsqlBatch(_connection);
        foreach (var sql in (string[])["DELETE FROM events WHERE stream = $1", "DELETE FROM items WHERE stream = $1", "DELETE FROM streams WHERE id = $1"])
            batch.BatchCommands.Add(new(sql) { Parameters = { Value(streamId) } });
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    public async Task ThinAsync(LogThinning part)
    {
        await using var transaction = await _connection.BeginTransactionAsync().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new("""
            DELETE FROM events
            WHERE stream = $1 AND event = 1 AND seq > $2 AND seq <= $3 AND (report_id IS NULL OR seq < $4)
              AND seq NOT IN (SELECT max(seq) FROM events WHERE stream = $1 AND event = 1 AND seq > $2 AND seq <= $3 GROUP BY at / $5)
            """)
        {
            Parameters = { Value(part.StreamId), Value(part.AfterSeq), Value(part.UpToSeq), Value(part.ReportsFrom), Value(part.IntervalMilliseconds) },
        });
        batch.BatchCommands.Add(new("UPDATE streams SET thinned = $2 WHERE id = $1") { Parameters = { Value(part.StreamId), Value(part.UpToSeq) } });
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>
    /// Returns a row unless this silo has been declared dead: then other silos own its streams, and have loaded what was in the log. The lock makes a declaration wait for
    /// the end of this transaction, so that nothing is written after it.
    /// </summary>
    private NpgsqlBatchCommand LockMember() => _silo is null
        ? new("SELECT")
        : new($"SELECT FROM cluster_members WHERE cluster = $1 AND address = $2 AND port = $3 AND generation = $4 AND status <> {Dead} FOR SHARE")
        {
            Parameters = { Value(_silo.Cluster), Value(_silo.Address), Value(_silo.Port), Value(_silo.Generation) },
        };

    private static async Task RequireMemberAsync(NpgsqlDataReader rows)
    {
        if (!await rows.ReadAsync().ConfigureAwait(false))
            throw new LogUnavailableException("This silo was declared dead. Other silos own its streams, so it must not write to them.");
    }

    /// <summary>Returns the last sequence of each stream; 0 if it does not exist.</summary>
    private async Task<Dictionary<string, long>> LockAndReadHeadsAsync(string[] streams)
    {
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(LockMember());
        batch.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock_shared({DeletionLock})"));
        batch.BatchCommands.Add(new("SELECT s.id, coalesce((SELECT max(seq) FROM events WHERE stream = s.id), 0) FROM unnest($1) AS s(id)")
        {
            Parameters = { Array(streams) },
        });
        await using var rows = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await RequireMemberAsync(rows).ConfigureAwait(false);
        await rows.NextResultAsync().ConfigureAwait(false);
        await rows.NextResultAsync().ConfigureAwait(false);
        var heads = new Dictionary<string, long>(streams.Length);
        while (await rows.ReadAsync().ConfigureAwait(false))
            heads.Add(rows.GetString(0), rows.GetInt64(1));
        return heads;
    }

    /// <summary>Fails the conflicting appends and returns the rest, ordered by stream id: with one order in all processes, they do not deadlock.</summary>
    private static List<LogAppend> Check(IReadOnlyList<QueuedWork> run, Dictionary<string, long> heads)
    {
        var taken = new List<LogAppend>(run.Count);
        foreach (var work in run)
        {
            var append = work.Append!;
            if (!work.IsRefused && heads[append.StreamId] == append.Records[0].Seq - 1)
            {
                heads[append.StreamId] = append.Records[^1].Seq;
                taken.Add(append);
            }
            else
            {
                work.Fail(new LogConflictException(append.StreamId, append.Records[0].Seq));
            }
        }

        taken.Sort((one, other) => string.CompareOrdinal(one.StreamId, other.StreamId) is not 0 and var order ? order : one.Records[0].Seq.CompareTo(other.Records[0].Seq));
        return taken;
    }

    /// <summary>Reduces several changes of an item to one write: its last state, with the sequence of its first.</summary>
    private static List<LoggedItem> LastOfItems(List<LogAppend> appends)
    {
        var items = new Dictionary<(string Stream, string Key), LoggedItem>();
        foreach (var logged in appends.SelectMany(append => append.Items))
        {
            var key = (logged.Item.StreamId, logged.Item.Key);
            items[key] = items.TryGetValue(key, out var before) ? before with { Item = logged.Item, Json = logged.Json } : logged;
        }

        return [.. items.Values];
    }

    private static List<ProgressStream> LastOfStreams(List<LogAppend> appends) =>
        [.. appends.Where(append => append.Stream is not null).GroupBy(append => append.StreamId, (_, same) => same.Last().Stream!)];

    private static NpgsqlBatchCommand InsertEvents(List<LogAppend> appends)
    {
        var records = appends.SelectMany(append => append.Records, (append, record) => (append.StreamId, record)).ToArray();
        return new("INSERT INTO events (stream, seq, event, at, payload, report_id, note) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)")
        {
            Parameters =
            {
                Array(records, row => row.StreamId),
                Array(records, row => row.record.Seq),
                Array(records, row => (int)row.record.Event.Event),
                Array(records, row => row.record.Event.At.ToUnixTimeMilliseconds()),
                Array(records, row => row.record.Event.Payload.Utf8.ToArray()),
                Array(records, row => row.record.ReportId),
                Array(records, row => row.record.Note?.Utf8.ToArray()),
            },
        };
    }

    private static NpgsqlBatchCommand UpsertItems(List<LoggedItem> items) => new(
        """
        INSERT INTO items (stream, key, created_seq, stage, quality_score, created_by, json) SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (stream, key) DO UPDATE SET stage = excluded.stage, quality_score = excluded.quality_score, json = excluded.json
        """)
    {
        Parameters =
        {
            Array(items, row => row.Item.StreamId),
            Array(items, row => row.Item.Key),
            Array(items, row => row.Seq),
            Array(items, row => row.Item.Stage),
            Array(items, row => row.Item.QualityScore ?? -1),
            Array(items, row => row.Item.CreatedBy),
            Array(items, row => row.Json.Utf8.ToArray()),
        },
    };

    private static NpgsqlBatchCommand UpsertStreams(List<ProgressStream> streams) => new(
        """
        INSERT INTO streams (id, created_at, status, json) SELECT * FROM unnest($1, $2, $3, $4)
        ON CONFLICT (id) DO UPDATE SET status = excluded.status, json = excluded.json
        """)
    {
        Parameters =
        {
            Array(streams, stream => stream.Id),
            Array(streams, stream => stream.CreatedAt.ToUnixTimeMilliseconds()),
            Array(streams, stream => (int)stream.GoalStatus),
            Array(streams, stream => ContractJson.ToText(stream).Utf8.ToArray()),
        },
    };

    private static NpgsqlParameter<T[]> Array<TRow, T>(IReadOnlyCollection<TRow> rows, Func<TRow, T> column) => Array([.. rows.Select(column)]);

    private static NpgsqlParameter<T> Value<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<T[]> Array<T>(T[] values) => new() { TypedValue = values };
}
