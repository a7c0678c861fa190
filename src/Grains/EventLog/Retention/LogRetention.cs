using Streams.Contract;
using Streams.Grains.Rules;

namespace Streams.Grains.EventLog;

/// <summary>
/// Makes the log of completed streams smaller: of the progress ticks that fell into the same stretch of time the last stays, everything else stays whole. What is left
/// gives the same state: a tick tells all that the ones before it told, and the first report, the last tick and the last reports' ids are kept. Thread-safe.
/// </summary>
internal sealed class LogRetention(SqlEventLog log, ISqlReader reader)
{
    /// <summary>How many events are looked at in one piece of the writer's work.</summary>
    private const int Part = 5_000;

    /// <summary>The completed streams whose last event is older than <paramref name="before"/> and that have events which were not looked at yet.</summary>
    /// <param name="before">The time before which nothing more may have happened.</param>
    /// <param name="afterId">Goes on after this stream; the empty string to begin.</param>
    /// <param name="limit">At most how many.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Their ids, in order.</returns>
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

    /// <summary>Thins the ticks of a stream that were not looked at yet, one part after the other, so that appends of other streams come in between.</summary>
    /// <param name="streamId">The stream.</param>
    /// <param name="interval">The stretch of time of which one tick stays; at least 1 ms.</param>
    /// <param name="cancellation">Stops between two parts.</param>
    /// <exception cref="LogUnavailableException">The log cannot be read or written now; what was thinned stays so.</exception>
    public async Task ThinAsync(string streamId, TimeSpan interval, CancellationToken cancellation = default)
    {
        if (await ReadExtentAsync(streamId, cancellation) is not var (thinned, head))
            return;

        // The first report tells when the goal was begun; whatever kind it was, it stays.
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
