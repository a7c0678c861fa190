using System.Globalization;

namespace Streams.Cluster.Tests;

/// <summary>
/// Two silos, two API hosts and a database, under load: whatever befalls one of them, what was acknowledged is in the log once and every viewer has the log.
/// <c>STREAMS_SEED</c> makes the randomness of one run that of another.
/// </summary>
public sealed class ClusterTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    /// <summary>Little enough for two cores that five processes and all clients share: what is measured is the product, not the lack of time.</summary>
    private static readonly LoadSize Size = new(Viewers: 100, ReportEvery: TimeSpan.FromMilliseconds(400), BotPace: 20);

    /// <summary>For how long a silo stands still: longer than the others wait before they declare it dead.</summary>
    private static readonly TimeSpan StandStill = TimeSpan.FromSeconds(20);

    /// <summary>How long a silo that was declared dead may take to see it.</summary>
    private static readonly TimeSpan TimeToSee = TimeSpan.FromSeconds(60);

    private readonly Random _random = new(Run.Seed);

    [Fact]
    public Task All_is_whole_after_a_silo_and_then_an_api_host_were_killed_and_others_joined() => RunAsync(async (cluster, load, limit) =>
    {
        var silo = await cluster.BusiestSiloAsync();
        await MeasureAsync(load, "SIGKILL of a silo", () => cluster.KillAsync(silo));
        cluster.Forget(silo);
        await MeasureAsync(load, "another silo", cluster.StartSiloAsync);

        // Streams stay where they are; which silo takes one that begins now, or is back from a silo that went, is drawn among all.
        await load.CreateMoreAsync(streams: 60);
        var held = await Task.WhenAll(cluster.Silos.Select(one => one.StreamsHeldAsync(limit)));
        output.Say($"The silos hold {string.Join(", ", held)} streams.");
        Assert.DoesNotContain(0, held);
        var host = cluster.Hosts[_random.Next(cluster.Hosts.Count)];
        await MeasureAsync(load, "SIGKILL of an API host", () => cluster.KillAsync(host));
        cluster.Forget(host);
        await MeasureAsync(load, "another API host", cluster.StartHostAsync);
    });

    [Fact]
    public Task A_silo_that_stood_still_ends_itself_and_all_is_whole() => RunAsync(async (cluster, load, limit) =>
    {
        var silo = await cluster.BusiestSiloAsync();
        await MeasureAsync(load, $"SIGSTOP of a silo for {StandStill.TotalSeconds} s", async () =>
        {
            silo.Send(Signal.Stop);
            await Task.Delay(StandStill, TimeProvider.System, limit);
        });

        // Others own its streams by now; that it did not write to them is to be seen in the log.
        await MeasureAsync(load, "SIGCONT", async () =>
        {
            silo.Send(Signal.Continue);
            output.Say($"It ended with exit code {await silo.ExitAsync(TimeToSee)}.");
        });
        cluster.Forget(silo);
        await cluster.StartSiloAsync();
    });

    [Fact]
    public Task All_is_whole_after_the_database_was_restarted_in_order_and_as_in_a_crash() => RunAsync(async (_, load, _) =>
    {
        foreach (var mode in (string[])["fast", "immediate"])
        {
            await MeasureAsync(load, $"restart of PostgreSQL ({mode})", async () =>
            {
                await postgres.StopAsync(mode);
                await postgres.StartAsync();
            });
        }
    });

    [Fact]
    public Task All_is_whole_after_everything_was_restarted_one_by_one() => RunAsync(async (cluster, load, _) =>
    {
        foreach (var silo in cluster.Silos.ToArray())
            await RestartAsync(cluster, load, "a silo", silo, cluster.StartSiloAsync);
        foreach (var host in cluster.Hosts.ToArray())
            await RestartAsync(cluster, load, "an API host", host, cluster.StartHostAsync);
    });

    private async Task RunAsync(Func<RunningCluster, Load, CancellationToken, Task> befall)
    {
        output.Say($"STREAMS_SEED={Run.Seed}");
        using var limit = new CancellationTokenSource(Limit);
        var database = await postgres.CreateDatabaseAsync();
        using var storage = Storage.Postgres(database);
        await using var cluster = new RunningCluster(database, limit.Token);
        try
        {
            await cluster.StartAsync();
            using var load = await Load.StartAsync(cluster.Addresses, _random, Patience.Usual, Size, limit.Token);
            await MeasureAsync(load, "nothing", () => Task.CompletedTask);
            await befall(cluster, load, limit.Token);
            await load.EndAsync();
            await cluster.StopAsync();
            output.Say(await load.CheckAsync(storage));
        }
        catch
        {
            output.WriteLine(cluster.Output());
            throw;
        }
    }

    private Task RestartAsync(RunningCluster cluster, Load load, string what, ServerProcess process, Func<Task> startAnother) => MeasureAsync(load, $"restart of {what}", async () =>
    {
        var time = await cluster.StopAsync(process);
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{what} stopped in {time.TotalSeconds:N1} s"));
        await startAnother();
    });

    /// <summary>Says how long anybody had to wait while something happens, and until all have recovered from it.</summary>
    private async Task MeasureAsync(Load load, string what, Func<Task> happen)
    {
        await load.AcknowledgeAsync(batches: _random.Next(50, 150));
        var begin = TimeProvider.System.GetTimestamp();
        load.BeginPauses();
        await happen();
        await load.RecoverAsync();
        await load.AcknowledgeAsync(batches: _random.Next(50, 150));
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{what}: {load.EndPauses()}, in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:N1} s"));
    }
}
