using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Tests;

/// <summary>Sends the requests of a test; retries at the next address while the product is unavailable.</summary>
internal sealed class RetryingCalls(Route route, ClientTimeouts timeouts, CancellationToken limit) : IDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _http = new() { Timeout = timeouts.Answer };

    public Task<JsonElement> GetAsync(string path) => AskAsync(url => _http.GetAsync(new Uri(url + path), limit));

    /// <summary>For idempotent calls only: a call without a reply is repeated.</summary>
    public Task<JsonElement> PostAsync(string path, object? body = null) => AskAsync(url => _http.PostAsJsonAsync(url + path, body ?? new { }, limit));

    /// <summary>Waits for the end of the last run of an agent.</summary>
    /// <returns>The run.</returns>
    public async Task<JsonElement> EndOfRunAsync(string streamId, string agentId)
    {
        while (true)
        {
            var agent = (await GetAsync($"/api/streams/{streamId}/agents/{agentId}")).GetProperty("agent");
            if (agent.GetProperty("status").GetString() != "running")
                return agent.GetProperty("executions")[0];
            await DelayAsync();
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> AskAsync(Func<string, Task<HttpResponseMessage>> ask)
    {
        while (true)
        {
            try
            {
                using var response = await ask(await route.GetAsync(limit));
                var text = await response.Content.ReadAsStringAsync(limit);
                if (response.IsSuccessStatusCode)
                    return JsonElement.Parse(text);
                Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{(int)response.StatusCode} {text}");
            }
            catch (Exception exception) when (exception is HttpRequestException or IOException or TaskCanceledException && !limit.IsCancellationRequested)
            {
                // The server has died or is about to die.
            }

            route.Fail();
            await DelayAsync();
        }
    }

    private Task DelayAsync() => Task.Delay(RetryDelay, TimeProvider.System, limit);
}
