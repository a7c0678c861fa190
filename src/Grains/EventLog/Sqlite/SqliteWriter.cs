using Microsoft.Data.Sqlite;
using Streams.Contract;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>The connection that writes, and its statements. Not thread-safe: owned by the log's single writer, which replaces it after a failure.</summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _begin, _commit, _rollback, _head, _event, _item, _stream, _thin, _thinned;
    private readonly SqliteStatement[] _delete;

    public SqliteWriter(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _head = Prepare("SELECT max(seq) FROM events WHERE stream = ?1");
        _event = Prepare("INSERT INTO events (stream, seq, event, at, payload, report_id, note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        _item = Prepare("""
            INSERT INTO items (stream, key, created_seq, stage, quality_score, created_by, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            ON CONFLICT (stream, key) DO UPDATE SET stage = excluded.stage, quality_score = excluded.quality_score, json = excluded.json
            """);
        _stream = Prepare("""
            INSERT INTO streams (id, created_at, status, json) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, json = excluded.json
            """);
        _thin = Prepare("""
            DELETE FROM events
            WHERE stream = ?1 AND event = 1 AND seq > ?2 AND seq <= ?3 AND (report_id IS NULL OR seq < ?4)
              AND seq NOT IN (SELECT max(seq) FROM events WHERE stream = ?1 AND event = 1 AND seq > ?2 AND seq <= ?3 GROUP BY at / ?5)
            """);
        _thinned = Prepare("UPDATE streams SET thinned = ?2 WHERE id = ?1");
        _delete =
        [
            Prepare("DELETE FROM events WHERE stream = ?1"),
            Prepare("DELETE FROM items WHERE stream = ?1"),
            Prepare("DELETE FROM streams WHERE id = ?1"),
        ];
    }

    public void Begin() => _begin.Run();

    public void Commit() => _commit.Run();

    public void Rollback() => _rollback.Run();

    /// <summary>Adds an append to the transaction.</summary>
    /// <returns>False if the append does not follow the stream's last event; nothing is added then.</returns>
    public bool TryAppend(LogAppend append)
    {
        // This transaction is the only writer, so checking the first record is enough. The primary key is the safety net.
        if (_head.Bind(1, append.StreamId).Scalar(none: 0) != append.Records[0].Seq - 1)
            return false;
        foreach (var record in append.Records)
            Add(append.StreamId, record);
        foreach (var logged in append.Items)
            Put(logged);
        if (append.Stream is { } stream)
        {
            _stream.Bind(1, stream.Id).Bind(2, stream.CreatedAt.ToUnixTimeMilliseconds()).Bind(3, (long)stream.GoalStatus)
                .Bind(4, ContractJson.ToText(stream).Utf8.Span).Run();
        }

        return true;
    }

    public void Delete(string streamId)
    {
        foreach (var statement in _delete)
            statement.Bind(1, streamId).Run();
    }

    public void Thin(LogThinning part)
    {
        _thin.Bind(1, part.StreamId).Bind(2, part.AfterSeq).Bind(3, part.UpToSeq).Bind(4, part.ReportsFrom).Bind(5, part.IntervalMilliseconds).Run();
        _thinned.Bind(1, part.StreamId).Bind(2, part.UpToSeq).Run();
    }

    public void Dispose()
    {
        foreach (var statement in (SqliteStatement[])[_begin, _commit, _rollback, _head, _event, _item, _stream, _thin, _thinned, .. _delete])
            statement.Dispose();
        _connection.Dispose();
    }

    private SqliteStatement Prepare(string sql) => new(_connection.Handle!, sql);

    private void Add(string streamId, LogRecord record)
    {
        _event.Bind(1, streamId).Bind(2, record.Seq).Bind(3, (long)record.Event.Event).Bind(4, record.Event.At.ToUnixTimeMilliseconds())
            .Bind(5, record.Event.Payload.Utf8.Span).Bind(6, record.ReportId);
        if (record.Note is { } note)
            _event.Bind(7, note.Utf8.Span);
        else
            _event.BindNull(7);
        _event.Run();
    }

    private void Put(LoggedItem logged) =>
        _item.Bind(1, logged.Item.StreamId).Bind(2, logged.Item.Key).Bind(3, logged.Seq).Bind(4, logged.Item.Stage).Bind(5, logged.Item.QualityScore ?? -1)
            .Bind(6, logged.Item.CreatedBy).Bind(7, logged.Json.Utf8.Span).Run();
}
