using Streams.Operations.Tests.Hosting;

namespace Streams.Operations.Tests;

/// <summary>A restart does not help while the storage is unavailable: processes are alive, but not ready.</summary>
public sealed class LivenessTests(PostgresServer postgres)
{
    [Fact]
    public async Task Without_the_database_silo_and_api_are_alive_but_not_ready_and_they_recover_by_themselves()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var silo = await RunningHost.SiloAsync(database);
        await using var api = await RunningHost.ClientAsync(database);
        RunningHost[] both = [silo, api];
        foreach (var host in both)
            await Calls.UntilAsync(() => host.GetAsync("/health/ready"), answer => answer.Status == 200);

        await postgres.StopAsync("immediate");
        try
        {
            foreach (var host in both)
            {
                var (status, text) = await host.GetAsync("/health/ready");
                Assert.True(status == 503, text);
                Assert.Equal((200, """{"status":"ok"}"""), await host.GetAsync("/health/live"));
                Assert.Equal(200, (await host.GetAsync("/metrics")).Status);
            }
        }
        finally
        {
            await postgres.StartAsync();
        }

        foreach (var host in both)
            await Calls.UntilAsync(() => host.GetAsync("/health/ready"), answer => answer.Status == 200);
    }
}
