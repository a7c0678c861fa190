namespace Streams.Bench.Load;

/// <summary>Time from the start of the server's process until it is ready, and until it has created a goal, on an empty folder and on one with many streams.</summary>
internal sealed class ColdStart(LoadSettings settings, Session session)
{
    private const int Starts = 5;
    private const int ReportsOfAFilledStream = 100;

    /// <param name="filled">A folder with many streams, or null to create one.</param>
    /// <param name="cancellation">Cancels the measurement.</param>
    public async Task MeasureAsync(string? filled, CancellationToken cancellation)
    {
        Console.WriteLine($"## Cold start, median of {Starts}, ms after the start of the process\n");
        using var table = new Table("folder", "its MiB", "ready", "(least to most)", "first goal created", "(least to most)");
        await MeasureAsync(table, "empty", session.NewFolder, cancellation);
        filled ??= await FillAsync(cancellation);
        await MeasureAsync(table, $"with {settings.Streams:N0} streams", () => filled, cancellation);
    }

    private static string Median(IEnumerable<TimeSpan> times) => $"{times.Order().ElementAt(Starts / 2).TotalMilliseconds:N0}";

    private static string Range(IReadOnlyCollection<TimeSpan> times) => $"({times.Min().TotalMilliseconds:N0} to {times.Max().TotalMilliseconds:N0})";

    private static string Megabytes(string folder)
    {
        var files = Directory.Exists(folder) ? new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories) : [];
        return $"{files.Sum(file => file.Length) / (double)(1 << 20):N0}";
    }

    private async Task MeasureAsync(Table table, string name, Func<string> folder, CancellationToken cancellation)
    {
        var (size, ready, created) = (Megabytes(folder()), new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < Starts; i++)
        {
            await using var server = await session.StartAsync(settings.Server, folder(), cancellation);
            ready.Add(server.Age);
            await Goals.CreateAsync(server.Client, "The first goal", cancellation);
            created.Add(server.Age);
        }

        table.Add(name, size, Median(ready), Range(ready), Median(created), Range(created));
    }

    private async Task<string> FillAsync(CancellationToken cancellation)
    {
        var folder = session.NewFolder();
        await using var server = await session.StartAsync(settings.Server, folder, cancellation);
        await FilledStreams.CreateAsync(server, settings.Streams, ReportsOfAFilledStream, settings.Callers, cancellation);
        return folder;
    }
}
