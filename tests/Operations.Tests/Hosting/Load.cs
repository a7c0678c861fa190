namespace Streams.Operations.Tests.Hosting;

/// <summary>A small load that touches all metrics, with a viewer who watches until disposal.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly HttpResponseMessage _watch;

    private Load(HttpResponseMessage watch) => _watch = watch;

    /// <summary>A watched stream with a report, its repetition and an agent's complete run; and a report to an unknown stream.</summary>
    public static async Task<Load> RunAsync(RunningHost host)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var id = await host.CreateStreamAsync();
        var watch = await host.Http.GetAsync(new Uri($"/api/streams/{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellation);
        Assert.Equal(200, (await host.ReportAsync(id, ("Idempotency-Key", "once"))).Status);
        Assert.Equal(200, (await host.ReportAsync(id, ("Idempotency-Key", "once"))).Status);
        Assert.Equal(404, (await host.ReportAsync("nobody")).Status);
        Assert.Equal(202, (await host.PostAsync($"/api/streams/{id}/agents/{id}-1-1/execute")).Status);

        using var reader = new StreamReader(await watch.Content.ReadAsStreamAsync(cancellation), leaveOpen: true);
        while (await reader.ReadLineAsync(cancellation) is { } line && !line.Contains("\"activity_type\":\"completed\"", StringComparison.Ordinal))
        {
            // Wait for the agent to finish.
        }

        return new(watch);
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        return ValueTask.CompletedTask;
    }
}
