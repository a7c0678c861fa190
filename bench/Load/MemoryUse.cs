namespace Streams.Bench.Load;

/// <summary>The memory of an empty server, and what each idle stream adds.</summary>
internal sealed class MemoryUse(LoadSettings settings, Session session)
{
    /// <summary>Streams created before the comparison, so that compiled code and connections are not counted as streams.</summary>
    private const int WarmUp = 200;

    private const int Thousands = 3;
    private const int Idle = Thousands * 1_000;

    public async Task MeasureAsync(CancellationToken cancellation)
    {
        Console.WriteLine("## Memory, MiB\n");
        using var table = new Table("when", "resident", "managed at the last collection");
        await using var server = await session.StartAsync(settings.Server, cancellation);
        Add(table, "after the start", await Footprint.WhenQuietAsync(server, cancellation));
        var before = await MeasureAsync(server, WarmUp, cancellation);
        Add(table, $"with {WarmUp:N0} streams", before);
        var after = await MeasureAsync(server, Idle, cancellation);
        Add(table, $"with {WarmUp + Idle:N0} streams", after);
        Add(table, "difference per 1,000 idle streams", (after - before) * (1.0 / Thousands));
    }

    private static void Add(Table table, string when, Footprint memory) => table.Add(when, $"{memory.Resident:N1}", $"{memory.Managed:N1}");

    private async Task<Footprint> MeasureAsync(ServerUnderLoad server, int more, CancellationToken cancellation)
    {
        await FilledStreams.CreateAsync(server, more, 1, settings.Callers, cancellation);
        return await Footprint.WhenQuietAsync(server, cancellation);
    }
}
