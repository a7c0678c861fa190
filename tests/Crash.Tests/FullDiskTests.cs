using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Crash.Tests;

/// <summary>The disk that SQLite's file is on is full, and then is not.</summary>
public sealed class FullDiskTests
{
    private const int Refusals = 50;
    private static readonly string Text = new('x', 400);

    [Fact]
    public async Task While_the_disk_is_full_reports_are_unavailable_and_then_taken_again_and_what_was_acknowledged_is_there()
    {
        using var disk = SmallDisk.MountOrSkip(mebibytes: 24);
        using var storage = Storage.Sqlite(disk.Folder);
        var acknowledged = new List<string>();
        string stream;
        await using (var server = await storage.StartAsync(port: 0))
        {
            stream = (await server.PostAsync("/api/streams/goal", new { name = "Full" })).GetProperty("stream").GetProperty("id").GetString()!;
            for (var i = 0; i < 10; i++)
                Assert.True(await TrySendAsync(server, $"before-{i}"));

            disk.Fill();

            // The write-ahead log has some room of its own, so that not the first is refused.
            var refused = new List<string>();
            for (var i = 0; refused.Count < Refusals; i++)
            {
                if (!await TrySendAsync(server, $"while-{i}"))
                    refused.Add($"while-{i}");
            }

            // What is there can be read, so that it stays in its load balancer.
            foreach (var health in new[] { "/health/ready", "/health/live" })
            {
                using var response = await server.Http.GetAsync(new Uri(health, UriKind.Relative));
                Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            }

            var seen = await server.GetAsync($"/api/streams/{stream}/activities?limit=1");
            Assert.Equal(acknowledged[^1], seen.GetProperty("activities")[0].GetProperty("message").GetString()!.TrimEnd('x'));

            disk.Free();
            foreach (var id in refused.Append("after"))
            {
                while (!await TrySendAsync(server, id))
                {
                    // It says when to come again.
                }
            }
        }

        // Killed: what comes now was on the disk.
        await using (var again = await storage.StartAsync(port: 0))
            Assert.True(await TrySendAsync(again, "restarted"));
        var log = await storage.ReadAsync(stream);
        Assert.Equal(Enumerable.Range(1, log.Count).Select(seq => (long)seq), log.Select(logged => logged.Seq));
        Assert.Equal(acknowledged, log.Where(logged => logged.ReportId is not null).Select(logged => logged.ReportId));

        async Task<bool> TrySendAsync(ServerProcess server, string id)
        {
            using var response = await server.Http.PostAsJsonAsync($"/api/streams/{stream}/reports", new
            {
                reports = new[]
                {
                    new { report_id = id, kind = "activity", agent_id = "a", agent_name = "A", agent_type = "external", activity_type = "progress", message = id + Text },
                },
            });
            if (response.StatusCode == HttpStatusCode.OK)
            {
                acknowledged.Add(id);
                return true;
            }

            Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
            Assert.NotNull(response.Headers.RetryAfter);
            Assert.Equal("unavailable", JsonElement.Parse(await response.Content.ReadAsStringAsync()).GetProperty("code").GetString());
            return false;
        }
    }
}
