namespace Streams.Bench.Load;

/// <summary>Streams that have been reported to, made without measuring.</summary>
internal static class FilledStreams
{
    /// <param name="server">Where.</param>
    /// <param name="count">How many.</param>
    /// <param name="reports">How many reports each of them gets.</param>
    /// <param name="callers">How many are made at the same time.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task CreateAsync(ServerUnderLoad server, int count, int reports, int callers, CancellationToken cancellation)
    {
        var numbers = new ReportNumbers();
        var ids = await Goals.CreateAsync(server.Client, count, callers, cancellation);
        var options = new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellation };
        await Parallel.ForEachAsync(ids, options, async (id, token) =>
        {
            var body = new ReportBody(numbers, reports);
            body.Renew();
            var reply = await server.Client.PostAsync(server.Client.At($"/api/streams/{id}/{body.Endpoint}"), body.Content, token);
            if (!Acknowledgement.IsFor(reply, reports))
                throw new ServerFailedException($"A report was not acknowledged: {reply}");
        });
    }
}
