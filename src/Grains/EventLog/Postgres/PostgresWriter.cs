using Npgsql;
using Streams.Contract;

namespace Streams.Grains.EventLog.Postgres;

/// <summary>The connection that writes. Not thread-safe: the log's one writer owns it, and makes a new one after a failure.</summary>
internal sealed class PostgresWriter : IAsyncDisposable
{
    /// <summary>
    /// Appends share this advisory lock and a deletion has it alone, over all processes: else an append of one, checked before a deletion of another and committed after
    /// it, would leave a stream that begins in its middle.
    /// </summary>
    private const long DeletionLock = 0x53_74_72_65_61_6D_32;

    private readonly NpgsqlConnection _connection;

    private PostgresWriter(NpgsqlConnection connection) => _connection = connection;

    public static async Task<PostgresWriter> OpenAsync(PostgresStore store)
    {
        var connection = await store.Source.OpenConnectionAsync().ConfigureAwait(false);

        await using var batch = new NpgsqlBatch(connection);

        // A stricter setting of the server's own (remote_apply …) stays.
        batch.BatchCommands.Add(new(
            store.Options.SyncEveryCommit
                ? "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'"
                : "SELECT set_config('synchronous_commit', 'off', false)"));

        // A process that stands still in the middle of a transaction has the locks of its streams; whoever has the streams by now would wait for them as long as it stands.
        batch.BatchCommands.Add(new("SELECT set_config('idle_in_transaction_session_timeout', '3s', false)"));
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        return new(connection);
    }

    /// <summary>
    /// Commits those of the appends that follow their stream's last event; the others get a <see cref="LogConflictException"/>.
    /// </summary>
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

    /// <summary>Deletes everything of a stream.</summary>
    public async Task DeleteAsync(string streamId)
    {
        await using var transaction = await _connection.BeginTransactionAsync().ConfigureAwait(false);
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new("SET LOCAL lock_timeout = '5s'"));
        batch.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock({DeletionLock})"));
        foreach (var sql in (string[])["DELETE FROM events WHERE stream = $1", "DELETE FROM items WHERE stream = $1", "DELETE FROM streams WHERE id = $1"])
            batch.BatchCommands.Add(new(sql) { Parameters = { Value(streamId) } });
        await batch.ExecuteNonQueryAsync().ConfigureAwait(false);
        await transaction.CommitAsync().ConfigureAwait(false);
    }

    /// <summary>Thins a part of a stream's ticks.</summary>
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

    /// <summary>The last sequence of each stream, 0 for one that is not there.</summary>
    private async Task<Dictionary<string, long>> LockAndReadHeadsAsync(string[] streams)
    {
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(new($"SELECT pg_advisory_xact_lock_shared({DeletionLock})"));
        batch.BatchCommands.Add(new("SELECT s.id, coalesce((SELECT max(seq) FROM events WHERE stream = s.id), 0) FROM unnest($1) AS s(id)")
        {
            Parameters = { Array(streams) },
        });
        await using var rows = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await rows.NextResultAsync().ConfigureAwait(false);
        var heads = new Dictionary<string, long>(streams.Length);
        while (await rows.ReadAsync().ConfigureAwait(false))
            heads.Add(rows.GetString(0), rows.GetInt64(1));
        return heads;
    }

    /// <summary>Those appends that follow, in the order of their streams: two processes that write to the same streams then wait for one another in one direction only.</summary>
    private static List<LogAppend> Check(IReadOnlyList<QueuedWork> run, Dictionary<string, long> heads)
    {
        var taken = new List<LogAppend>(run.Count);
        foreach (var work in run)
        {
            var append = work.Append!;
            if (!work.RestsOnFailure && heads[append.StreamId] == append.Records[0].Seq - 1)
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

    /// <summary>An item that changed several times is written once: as it is last, created where it was first.</summary>
    private static List<LoggedItem> LastOfItems(List<LogAppend> appends)
    {
        var items = new Dictionary<(string Stream, string Key), LoggedItem>();
        foreach (var logged in appends.SelectMany(append => append.Items))
        {
            var key = (logged.Item.StreamId, logged.Item.Key);
            items[key] = items.TryGetValue(key, out var before) ? before with { Item = logged.Item } : logged;
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
            Array(items, row => ContractJson.ToText(row.Item).Utf8.ToArray()),
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
