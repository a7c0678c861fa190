using System.Text.Json;
using Streams.Operations.Tests.Hosting;

namespace Streams.Operations.Tests;

/// <summary>Orleans' dashboard exists only where it is switched on.</summary>
public sealed class OrleansDashboardTests(PostgresServer postgres)
{
    [Fact]
    public async Task The_dashboard_is_absent_unless_it_is_switched_on()
    {
        await using var host = await RunningHost.ApiAsync();
        foreach (var path in (string[])["/orleans", "/orleans/", "/orleans/index.min.js", "/orleans/DashboardCounters", "/orleans/GrainState", "/orleans/Trace"])
        {
            var (status, text) = await host.GetAsync(path);
            Assert.Equal(404, status);
            Assert.Equal("not_found", JsonElement.Parse(text).GetProperty("code").GetString());
        }
    }

    [Fact]
    public async Task The_dashboard_shows_the_grains_without_logs_and_does_not_affect_the_api()
    {
        await using var host = await RunningHost.ApiAsync("--Streams:Dashboard=true");
        await host.CreateStreamAsync();
        Assert.Contains("<html", (await host.GetAsync("/orleans/")).Text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, (await host.GetAsync("/orleans/index.min.js")).Status);
        await Calls.UntilAsync(
            () => host.GetAsync("/orleans/DashboardCounters"), answer => answer.Status == 200 && answer.Text.Contains("Streams.Grains.Streams.StreamGrain", StringComparison.Ordinal));
        Assert.Equal(403, (await host.GetAsync("/orleans/Trace")).Status);
        Assert.Equal("not_found", JsonElement.Parse((await host.GetAsync("/nothing")).Text).GetProperty("code").GetString());
        Assert.DoesNotContain("orleans", (await host.GetAsync("/openapi/v1.json")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain((await Exposition.ReadAsync(host)).Samples, sample =>
            sample.Name == "http_server_request_duration_seconds_count" && sample.Labels.GetValueOrDefault("http_route")?.StartsWith("/orleans", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_silo_has_the_dashboard_if_it_is_switched_on()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var silo = await RunningHost.SiloAsync(database))
            Assert.Equal(404, (await silo.GetAsync("/orleans/")).Status);
        await using (var silo = await RunningHost.SiloAsync(database, "--Streams:Dashboard=true"))
            Assert.Equal(200, (await silo.GetAsync("/orleans/")).Status);
    }
}
