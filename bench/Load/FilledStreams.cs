namespace Streams.Bench.Load;

/// <summary>Creates streams with reports, unmeasured.</summary>
internal static class FilledStreams
{
    /// <param name="server">The server.</param>
    /// <param name="count">Number of streams.</param>
    /// <param name="reports">Reports per stream.</param>
    /// <param name="callers">How many streams to create at the same time.</param>
    /// <param name="cancellation">Cancels the creation.</param>
    /// <returns>Their ids.</returns>
    public static async Task<string[]> CreateAsync(ServerUnderLoad server, int count, int reports, int callers, CancellationToken cancellation)
    {
        var ids = await Goals.CreateAsync(server.Client, count, callers, cancellation);
        await ReportAsync(server, ids, reports, callers, cancellation);
        return ids;
    }

    /// <summary>Adds reports to each stream.</summary>
    public static async Task ReportAsync(ServerUnderLoad server, string[] ids, int reports, int callers, CancellationToken cancellation)
    {
        var numbers = new ReportNumbers();
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellation };
        await Parallel.ForEachAsync(ids, options, async (id, token) =>
        {
            var body = new ReportBody(numbers, reports);
            body.NextRequest();
            var reply = await server.Client.PostAsync(server.Client.At($"/api/streams/{id}/{body.Endpoint}"), body.Content, token);
            if (!Acknowledgement.IsFor(reply, reports))
                throw new BenchFailedException($"A report was not acknowledged: {reply}");
        });
    }
}
