namespace Streams.Bench.Load;

/// <summary>The memory of an empty server, and what each idle stream and each live copy adds.</summary>
internal sealed class MemoryUse(LoadSettings settings, Session session)
{
    /// <summary>Streams created before the comparison, so that compiled code and connections are not counted as streams.</summary>
    private const int WarmUp = 200;

    private const int Thousands = 3;
    private const int Idle = Thousands * 1_000;

    /// <summary>Reports to each watched stream, so that its live copy has recent events.</summary>
    private const int Recent = 100;

    public async Task MeasureAsync(CancellationToken cancellation)
    {
        Console.WriteLine("## Memory, MiB\n");
        using var table = new Table("when", "resident", "managed at the last collection");
        await using var server = await session.StartAsync(settings.Server, cancellation);
        Add(table, "after the start", await Footprint.WhenQuietAsync(server, cancellation));
        await FilledStreams.CreateAsync(server, WarmUp, 1, settings.Callers, cancellation);
        var before = await Footprint.WhenQuietAsync(server, cancellation);
        Add(table, $"with {WarmUp:N0} streams", before);
        var ids = await FilledStreams.CreateAsync(server, Idle, 1, settings.Callers, cancellation);
        var idle = await Footprint.WhenQuietAsync(server, cancellation);
        Add(table, $"with {WarmUp + Idle:N0} streams", idle);
        Add(table, "difference per 1,000 idle streams", (idle - before) * (1.0 / Thousands));
        await MeasureWatchedAsync(table, server, ids, idle, cancellation);
    }

    private async Task MeasureWatchedAsync(Table table, ServerUnderLoad server, string[] ids, Footprint before, CancellationToken cancellation)
    {
        var connections = new List<ManyWatches>();
        try
        {
            foreach (var some in ids.Chunk(ManyWatches.Maximum))
                connections.Add(await ManyWatches.StartAsync(server, some, cancellation));
            var watched = await Footprint.WhenQuietAsync(server, cancellation);
            Add(table, $"with {Idle:N0} of them watched", watched);
            Add(table, "difference per 1,000 live copies", (watched - before) * (1.0 / Thousands));
            await FilledStreams.ReportAsync(server, ids, Recent, settings.Callers, cancellation);
            var busy = await Footprint.WhenQuietAsync(server, cancellation);
            Add(table, $"after {Recent} more reports to each", busy);
            Add(table, "difference per 1,000 live copies and their streams", (busy - watched) * (1.0 / Thousands));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    private static void Add(Table table, string when, Footprint memory) => table.Add(when, $"{memory.Resident:N1}", $"{memory.Managed:N1}");
}
