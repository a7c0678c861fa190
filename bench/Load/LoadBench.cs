namespace Streams.Bench.Load;

/// <summary>Measures the requested parts, one after the other.</summary>
internal sealed class LoadBench(LoadSettings settings)
{
    /// <returns>The exit code: 1 if a report was not acknowledged.</returns>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        using var session = new Session();
        var throughput = new Throughput(settings, session);
        var acknowledged = true;

        Console.WriteLine($"{settings.Callers} callers, {settings.Api}\n");
        if (settings.Includes(LoadSettings.Throughput))
            acknowledged = await throughput.MeasureAsync(cancellation);
        if (settings.Includes(LoadSettings.Start))
            await new ColdStart(settings, session).MeasureAsync(throughput.Folder, cancellation);
        if (settings.Includes(LoadSettings.Memory))
            await new MemoryUse(settings, session).MeasureAsync(cancellation);
        if (settings.Includes(LoadSettings.Price))
            acknowledged &= await new Price(settings, session).MeasureAsync(cancellation);
        return acknowledged ? 0 : 1;
    }
}
