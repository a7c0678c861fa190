using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Crash.Tests;

/// <summary>PostgreSQL stops and comes back while the server keeps running.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    // Private: other tests need the shared one.
    private readonly PostgresServer _postgres = new();
    private Storage _storage = null!;
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _storage = Storage.Postgres(await _postgres.CreateDatabaseAsync());
        _server = await _storage.StartAsync(port: 0);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _storage.Dispose();
        await _postgres.DisposeAsync();
    }

    [Theory]
    [InlineData("fast")]
    [InlineData("immediate")]
    public async Task Reports_are_refused_as_unavailable_while_PostgreSQL_is_down_and_accepted_once_it_is_back(string mode)
    {
        var created = await _server.PostAsync("/api/streams/goal", new { name = "Away" });
        var stream = created.GetProperty("stream").GetProperty("id").GetString()!;
        var acknowledged = new List<string>();
        await SendUntilTakenAsync("before");

        await _postgres.StopAsync(mode);
        for (var i = 0; i < 20; i++)
        {
            using var refused = await SendAsync($"while-{i}");
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
            Assert.Equal("unavailable", JsonElement.Parse(await refused.Content.ReadAsStringAsync()).GetProperty("code").GetString());
        }

        using (var ready = await _server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        using (var live = await _server.Http.GetAsync(new Uri("/health/live", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await _postgres.StartAsync();
        for (var i = 0; i < 20; i++)
            await SendUntilTakenAsync($"while-{i}");
        await SendUntilTakenAsync("after");
        var log = await _storage.ReadAsync(stream);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        Assert.Equal(acknowledged, log.Where(logged => logged.ReportId is not null).Select(logged => logged.ReportId));

        Task<HttpResponseMessage> SendAsync(string id) => _server.Http.PostAsJsonAsync(
            $"/api/streams/{stream}/reports",
            new { reports = new[] { new { report_id = id, kind = "activity", agent_id = "a", agent_name = "A", agent_type = "external", activity_type = "progress", message = id } } });

        async Task SendUntilTakenAsync(string id)
        {
            while (true)
            {
                using var response = await SendAsync(id);
                if (response.StatusCode == HttpStatusCode.OK)
                    break;
                Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            }

            acknowledged.Add(id);
        }
    }
}
