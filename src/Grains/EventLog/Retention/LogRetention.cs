using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Grains.EventLog;

/// <summary>
/// Reduces the log of completed streams: keeps only the last progress tick of each interval, and everything else. A replay of the rest gives the same state, because a tick
/// supersedes the ones before it, and the first report, the last tick and the ids of the last reports are kept. Thread-safe.
/// </summary>
internal sealed class LogRetention(SqlEventLog log, ISqlReader reader)
{
    /// <summary>The number of events that the writer checks in one work item.</summary>
    private const int Part = 5_000;

    /// <summary>Lists the completed streams whose last event is older than <paramref name="before"/> and that have unchecked events.</summary>
    /// <param name="before">The upper bound on the time of a stream's last event.</param>
    /// <param name="afterId">Continues after this stream; empty for the first page.</param>
    /// <param name="limit">The maximum number of streams.</param>
    /// <param name="cancellation">Cancels the query.</param>
    /// <returns>The stream ids in ascending order.</returns>
    /// <exception cref="LogUnavailableException">The log cannot be read now.</exception>
    public Task<IReadOnlyList<string>> ListQuietAsync(DateTimeOffset before, string afterId, int limit, CancellationToken cancellation = default) =>
        reader.QueryAsync(
            """
            SELECT id FROM streams
            WHERE status = @completed AND id > @after
              AND EXISTS (
                SELECT 1 FROM events
                WHERE stream = streams.id AND seq = (SELECT max(seq) FROM events WHERE stream = streams.id) AND seq > streams.thinned AND at < @before)
            ORDER BY id
            LIMIT @limit
            """,
            [("@completed", (int)GoalStatus.Completed), ("@after", afterId), ("@before", before.ToUnixTimeMilliseconds()), ("@limit", limit)],
            row => row.GetString(0),
            cancellation);

    /// <summary>Thins the unchecked ticks of a stream, part by part, so that appends to other streams can run in between.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="interval">One tick is kept of each such interval; at least 1 ms.</param>
    /// <param name="cancellation">Stops between parts.</param>
    /// <exception cref="LogUnavailableException">The log cannot be read or written now; the parts that are done stay thinned.</exception>
    public async Task ThinAsync(string streamId, TimeSpan interval, CancellationToken cancellation = default)
    {
        if (await ReadExtentAsync(streamId, cancellation) is not var (thinned, head))
            return;

        // The first report marks the start of the goal, so it is kept, whatever its kind.
        var first = await SeqAsync("SELECT seq FROM events WHERE stream = @stream AND event <> @updated AND note IS NULL ORDER BY seq LIMIT 1", streamId, cancellation);
        var reportsFrom = await SeqAsync(
            "SELECT seq FROM events WHERE stream = @stream AND report_id IS NOT NULL ORDER BY seq DESC LIMIT 1 OFFSET @least", streamId, cancellation);
        for (var after = Math.Max(thinned, first); after < head; after += Part)
        {
            cancellation.ThrowIfCancellationRequested();
            await log.ThinAsync(new(streamId, after, Math.Min(after + Part, head), reportsFrom, interval));
        }
    }

    private async Task<(long Thinned, long Head)?> ReadExtentAsync(string streamId, CancellationToken cancellation)
    {
        var rows = await reader.QueryAsync(
            "SELECT thinned, (SELECT max(seq) FROM events WHERE stream = streams.id) FROM streams WHERE id = @stream",
            [("@stream", streamId)],
            row => (row.GetInt64(0), row.IsDBNull(1) ? 0 : row.GetInt64(1)),
            cancellation);
        return rows is [var extent] ? extent : null;
    }

    private async Task<long> SeqAsync(string sql, string streamId, CancellationToken cancellation)
    {
        var rows = await reader.QueryAsync(
            sql,
            [("@stream", streamId), ("@updated", (int)EventName.StreamUpdated), ("@least", ReportWindow.Least - 1)],
            row => row.GetInt64(0),
            cancellation);
        return rows is [var seq] ? seq : 0;
    }
}
