using System.Data.Common;
using System.Text.Json;
using Streams.Grains.EventLog;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Goals;

/// <summary>
/// Stores the requests in a table of the grain state database. Each new key also removes a few expired ones, so the table holds about one day's keys without a background job.
/// </summary>
/// <param name="grains">The grain state database.</param>
internal sealed class SqlGoalRequests(ISqlReader grains) : IGoalRequests
{
    /// <summary>The number of expired keys that a new key removes; more than one, so that the table shrinks.</summary>
    internal const int RemovedPerKey = 10;

    /// <inheritdoc/>
    public async Task<GoalRequest> ReserveAsync(string key, string streamId, DateTimeOffset now)
    {
        var (at, expired) = (now.ToUnixTimeMilliseconds(), (now - IGoalRequests.Lifetime).ToUnixTimeMilliseconds());

        // A single statement, so that concurrent requests agree on one stream, on any number of silos.
        var rows = await grains.QueryAsync(
            """
            INSERT INTO goal_requests (key, stream, created_at) VALUES (@key, @stream, @now)
            ON CONFLICT (key) DO UPDATE SET
                stream = CASE WHEN goal_requests.created_at <= @expired THEN excluded.stream ELSE goal_requests.stream END,
                reply = CASE WHEN goal_requests.created_at <= @expired THEN NULL ELSE goal_requests.reply END,
                created_at = CASE WHEN goal_requests.created_at <= @expired THEN excluded.created_at ELSE goal_requests.created_at END
            RETURNING stream, reply
            """,
            [("@key", key), ("@stream", streamId), ("@now", at), ("@expired", expired)],
            row => new GoalRequest(row.GetString(0), Reply(row, 1)),
            CancellationToken.None);
        if (rows[0].StreamId == streamId)
            await RemoveExpiredAsync(expired);
        return rows[0];
    }

    /// <inheritdoc/>
    public async Task<StreamWithAgents> CompleteAsync(string key, StreamWithAgents reply)
    {
        var rows = await grains.QueryAsync(
            "UPDATE goal_requests SET reply = coalesce(reply, @reply) WHERE key = @key AND stream = @stream RETURNING reply",
            [("@key", key), ("@stream", reply.Stream.Id), ("@reply", JsonSerializer.SerializeToUtf8Bytes(reply, GoalJson.Default.StreamWithAgents))],
            row => Reply(row, 0),
            CancellationToken.None);

        // No row: the key expired during the request, and now belongs to another request.
        return rows is [{ } first] ? first : reply;
    }

    private static StreamWithAgents? Reply(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : JsonSerializer.Deserialize((byte[])row[column], GoalJson.Default.StreamWithAgents);

    private async Task RemoveExpiredAsync(long expired)
    {
        try
        {
            // The outer condition protects a key that another request takes over between the two steps.
            await grains.QueryAsync(
                """
                DELETE FROM goal_requests
                WHERE created_at <= @expired AND key IN (SELECT key FROM goal_requests WHERE created_at <= @expired ORDER BY created_at, key LIMIT @limit)
                """,
                [("@expired", expired), ("@limit", RemovedPerKey)],
                row => row.FieldCount,
                CancellationToken.None);
        }
        catch (LogUnavailableException)
        {
            // The reservation is not affected; the next new key removes the expired ones.
        }
    }
}
