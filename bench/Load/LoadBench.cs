namespace Streams.Bench.Load;

/// <summary>Measures what was asked for, one part after the other.</summary>
internal sealed class LoadBench(Settings settings)
{
    /// <returns>The exit code: 1 where a report was not acknowledged.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var root = new TemporaryFolder();
        var complaints = new Complaints();
        var servers = new Servers(root.Path, complaints);
        var throughput = new Throughput(settings, servers);
        var acknowledged = true;

        Console.WriteLine($"{Machine.Describe(root.Path)}\n");
        Console.WriteLine($"{settings.Callers} callers, {settings.Api}\n");
        if (settings.Wants(Settings.Throughput))
            acknowledged = await throughput.MeasureAsync(cancellation);
        if (settings.Wants(Settings.Start))
            await new ColdStart(settings, servers).MeasureAsync(throughput.Folder, cancellation);
        if (settings.Wants(Settings.Memory))
            await new MemoryUse(settings, servers).MeasureAsync(cancellation);
        if (settings.Wants(Settings.Price))
            acknowledged &= await new Price(settings, servers).MeasureAsync(cancellation);
        complaints.Print();
        return acknowledged ? 0 : 1;
    }
}
