namespace Streams.Operations.Tests.Hosting;

/// <summary>A little of everything that shows in metrics, and somebody who watches it for as long as this is not disposed.</summary>
internal sealed class Load : IAsyncDisposable
{
    private readonly HttpResponseMessage _watch;

    private Load(HttpResponseMessage watch) => _watch = watch;

    /// <summary>A watched stream with a report, the same once more, and an agent that runs to its end; and a report to a stream that is not there.</summary>
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
            // Until the agent is seen to have finished.
        }

        return new(watch);
    }

    public ValueTask DisposeAsync()
    {
        _watch.Dispose();
        return ValueTask.CompletedTask;
    }
}
