using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Streams.Crash.Tests;

/// <summary>The disk of the SQLite file fills up, then has space again.</summary>
public sealed class FullDiskTests
{
    private const int Refusals = 50;
    private static readonly string Text = new('x', 400);

    [Fact]
    public async Task A_full_disk_refuses_reports_as_unavailable_until_there_is_space_and_no_acknowledged_report_is_lost()
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

            // The write-ahead log has some room left, so the first reports may succeed.
            var refused = new List<string>();
            for (var i = 0; refused.Count < Refusals; i++)
            {
                if (!await TrySendAsync(server, $"while-{i}"))
                    refused.Add($"while-{i}");
            }

            // Stored data can be read, so the server stays in its load balancer.
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
                    // Refused until SQLite can write again.
                }
            }
        }

        // The server was killed: only what is on the disk survives.
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
