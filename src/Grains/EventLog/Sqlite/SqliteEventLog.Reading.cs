using Microsoft.Data.Sqlite;
using Streams.Contract;

namespace Streams.Grains.EventLog.Sqlite;

/// <summary>Reading the log.</summary>
public sealed partial class SqliteEventLog
{
    /// <inheritdoc/>
    public Task<IReadOnlyList<LogRecord>> ReadAsync(string streamId, long afterSeq, int limit, CancellationToken cancellation = default) =>
        _reader.QueryAsync(
            "SELECT seq, event, payload, at, report_id, note FROM events WHERE stream = $stream AND seq > $after ORDER BY seq LIMIT $limit",
            [("$stream", streamId), ("$after", afterSeq), ("$limit", limit)],
            row => new LogRecord(Event(row), row.IsDBNull(4) ? null : row.GetString(4), row.IsDBNull(5) ? null : JsonText.FromTrusted((byte[])row[5])),
            cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<StreamEvent>> ReadBackAsync(
        string streamId, EventName name, long beforeSeq, int limit, CancellationToken cancellation = default)
    {
        // The literal tells SQLite that the partial index serves.
        var kind = name is EventName.AgentActivity or EventName.Milestone
            ? (int)name
            : throw new ArgumentOutOfRangeException(nameof(name), name, "Only activities and milestones are read backward.");
        return _reader.QueryAsync(
            $"SELECT seq, event, payload, at FROM events WHERE stream = $stream AND event = {kind} AND seq < $before ORDER BY seq DESC LIMIT $limit",
            [("$stream", streamId), ("$before", beforeSeq), ("$limit", limit)],
            Event,
            cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<ReportMark>> ReadReportsBackAsync(
        string streamId, long upToSeq, DateTimeOffset since, int least, int most, CancellationToken cancellation = default)
    {
        var count = 0;
        return _reader.QueryAsync(
            "SELECT report_id, at FROM events WHERE stream = $stream AND seq <= $upTo AND report_id IS NOT NULL ORDER BY seq DESC LIMIT $most",
            [("$stream", streamId), ("$upTo", upToSeq), ("$most", most)],
            row => new ReportMark(row.GetString(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1))),
            cancellation,
            takeWhile: mark => count++ < least || mark.At >= since);
    }

    private static StreamEvent Event(SqliteDataReader row) => new(
        row.GetInt64(0),
        (EventName)row.GetInt32(1),
        JsonText.FromTrusted((byte[])row[2]),
        DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)));
}
