using System.Data.Common;
using System.Globalization;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Rules;

namespace Streams.Grains.EventLog;

/// <summary>Reads the streams and items that are stored with the events. Paging is by key, so rows added in between do not shift the pages.</summary>
internal sealed class SqlStreamQueries(ISqlReader reader) : IStreamQueries
{
    private const int KeysAtOnce = 200;

    /// <inheritdoc/>
    public async Task<StreamPage?> ListStreamsAsync(GoalStatus? status, int limit, string? cursor, CancellationToken cancellation = default)
    {
        if (!PageCursor.TryRead(cursor, out var after))
            return null;

        // Scans each stream's history from its end: the last progress event is almost always close to it.
        var rows = await reader.QueryAsync(
            $"""
            SELECT json, (SELECT payload FROM events WHERE stream = streams.id AND event = 1 ORDER BY seq DESC LIMIT 1)
            FROM streams
            WHERE {(status is null ? "true" : "status = @status")} AND {(after is null ? "true" : "(created_at, id) < (@createdAt, @id)")}
            ORDER BY created_at DESC, id DESC
            LIMIT @limit
            """,
            [("@status", (int?)status ?? -1), ("@createdAt", after?.Number ?? 0), ("@id", after?.Text ?? ""), ("@limit", limit + 1)],
            row => ToStream(ContractJson.FromText<ProgressStream>(Json(row, 0)), row.IsDBNull(1) ? null : Json(row, 1)),
            cancellation);
        var page = rows.Take(limit).ToArray();
        return new([.. page], rows.Count > limit ? new PageCursor(page[^1].Stream.CreatedAt.ToUnixTimeMilliseconds(), page[^1].Stream.Id).ToString() : null);
    }

    /// <inheritdoc/>
    public async Task<ItemPage?> ListItemsAsync(string streamId, ItemQuery query, CancellationToken cancellation = default)
    {
        if (!PageCursor.TryRead(query.Cursor, out var after) || (after is not null && after.Text.Length > 0 != (query.Sort == ItemSort.QualityScoreDescending)))
            return null;
        var byScore = query.Sort == ItemSort.QualityScoreDescending;
        var afterScore = 0.0;
        if (byScore && after is not null && !double.TryParse(after.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out afterScore))
            return null;
        var start = (byScore, after) switch
        {
            (_, null) => "true",
            (false, _) => "created_seq > @seq",
            (true, _) => "(quality_score < @score OR (quality_score = @score AND created_seq > @seq))",
        };
        var rows = await reader.QueryAsync(
            $"""
            SELECT json, created_seq
            FROM items
            WHERE stream = @stream AND {start} AND {(query.Stage is null ? "true" : "stage = @stage")}
            ORDER BY {(byScore ? "quality_score DESC, created_seq" : "created_seq")}
            LIMIT @limit
            """,
            [("@stream", streamId), ("@stage", query.Stage ?? ""), ("@seq", after?.Number ?? 0), ("@score", afterScore), ("@limit", query.Limit + 1)],
            row => (Item: ContractJson.FromText<Item>(Json(row, 0)), Seq: row.GetInt64(1)),
            cancellation);
        var page = rows.Take(query.Limit).ToArray();
        return new(
            [.. page.Select(row => row.Item)],
            rows.Count > query.Limit
                ? new PageCursor(page[^1].Seq, byScore ? (page[^1].Item.QualityScore ?? -1).ToString("R", CultureInfo.InvariantCulture) : "").ToString()
                : null);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Item>> FindItemsAsync(string streamId, IReadOnlyCollection<string> keys, CancellationToken cancellation = default)
    {
        var found = new List<Item>();
        foreach (var chunk in keys.Chunk(KeysAtOnce))
        {
            var names = string.Join(',', chunk.Select((_, index) => $"@k{index}"));
            found.AddRange(await reader.QueryAsync(
                $"SELECT json FROM items WHERE stream = @stream AND key IN ({names})",
                [("@stream", streamId), .. chunk.Select((key, index) => ($"@k{index}", (object)key))],
                row => ContractJson.FromText<Item>(Json(row, 0)),
                cancellation));
        }

        return found;
    }

    /// <inheritdoc/>
    public async Task<long> CountItemsAsync(string streamId, string createdBy, long afterSeq, CancellationToken cancellation = default)
    {
        var counts = await reader.QueryAsync(
            "SELECT count(*) FROM items WHERE stream = @stream AND created_seq > @after AND created_by = @by",
            [("@stream", streamId), ("@after", afterSeq), ("@by", createdBy)],
            row => row.GetInt64(0),
            cancellation);
        return counts[0];
    }

    private static StreamWithProgress ToStream(ProgressStream stream, JsonText? progress) => new(
        stream,
        progress is null
            ? ReportRules.NothingDone(stream)
            : ContractJson.FromText<Progress>(progress));

    private static JsonText Json(DbDataReader row, int column) => JsonText.FromTrusted((byte[])row[column]);
}
