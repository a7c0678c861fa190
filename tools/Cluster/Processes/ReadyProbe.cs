using System.Net;

namespace Streams.Cluster.Processes;

/// <summary>Waits until a process is ready.</summary>
internal static class ReadyProbe
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly HttpClient Http = new() { Timeout = TimeSpan.FromSeconds(5) };

    /// <summary>Waits until <c>/health/ready</c> returns 200.</summary>
    public static async Task WaitAsync(Uri address, TimeProvider time, CancellationToken cancellation)
    {
        var ready = new Uri(address, "/health/ready");
        while (!await IsReadyAsync(ready, cancellation))
            await Task.Delay(PollInterval, time, cancellation);
    }

    private static async Task<bool> IsReadyAsync(Uri ready, CancellationToken cancellation)
    {
        try
        {
            using var response = await Http.GetAsync(ready, cancellation);
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
