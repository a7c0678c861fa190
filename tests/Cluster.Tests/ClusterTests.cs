using System.Globalization;

namespace Streams.Cluster.Tests;

/// <summary>
/// Two silos and two API hosts, or three equal nodes, and a database under load: whichever of them fails, every acknowledged report is in the log once and every viewer receives the log.
/// <c>STREAMS_SEED</c> repeats the random choices of a run.
/// </summary>
public sealed class ClusterTests(PostgresServer postgres, ITestOutputHelper output)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(15);

    /// <summary>Small enough for two cores shared by five processes and all clients: the test measures the product, not a lack of CPU time.</summary>
    private static readonly LoadSize Size = new(Viewers: 100, ReportEvery: TimeSpan.FromMilliseconds(400), BotPace: 20);

    /// <summary>How long a silo is frozen: longer than the others take to declare it dead.</summary>
    private static readonly TimeSpan FrozenFor = TimeSpan.FromSeconds(20);

    /// <summary>How long a silo may take to notice that it was declared dead.</summary>
    private static readonly TimeSpan TimeToNotice = TimeSpan.FromMinutes(3);

    private readonly Random _random = new(Run.Seed);

    [Fact]
    public Task Nothing_is_lost_or_repeated_when_a_silo_and_an_API_host_are_killed_and_replaced() => RunAsync(async (cluster, load, limit) =>
    {
        var silo = await cluster.BusiestSiloAsync();
        await MeasureAsync(load, "SIGKILL of a silo", () => cluster.KillAsync(silo));
        cluster.Forget(silo);
        await MeasureAsync(load, "another silo", cluster.StartSiloAsync);

        // Streams stay where they are. New streams, and those of a lost silo, are placed on any silo at random.
        await load.CreateMoreAsync(streams: 60);
        var held = await Task.WhenAll(cluster.Silos.Select(one => one.StreamsHeldAsync(limit)));
        output.Print($"The silos hold {string.Join(", ", held)} streams.");
        Assert.DoesNotContain(0, held);
        var host = cluster.Hosts[_random.Next(cluster.Hosts.Count)];
        await MeasureAsync(load, "SIGKILL of an API host", () => cluster.KillAsync(host));
        cluster.Forget(host);
        await MeasureAsync(load, "another API host", cluster.StartHostAsync);
    });

    [Fact]
    public Task Nothing_is_lost_or_repeated_when_one_of_three_equal_nodes_is_killed_and_replaced() => RunAsync(
        cluster => Task.WhenAll(cluster.StartNodeAsync(), cluster.StartNodeAsync(), cluster.StartNodeAsync()),
        async (cluster, load, limit) =>
        {
            var node = await cluster.BusiestSiloAsync();
            await MeasureAsync(load, "SIGKILL of a node", () => cluster.KillAsync(node));
            cluster.Forget(node);
            await MeasureAsync(load, "another node", cluster.StartNodeAsync);
            await load.CreateMoreAsync(streams: 60);
            var held = await Task.WhenAll(cluster.Hosts.Select(one => one.StreamsHeldAsync(limit)));
            output.Print($"The nodes hold {string.Join(", ", held)} streams.");
            Assert.DoesNotContain(0, held);
        });

    [Fact]
    public Task A_frozen_silo_ends_itself_when_it_resumes_and_nothing_is_lost_or_repeated() => RunAsync(async (cluster, load, limit) =>
    {
        var silo = await cluster.BusiestSiloAsync();
        await MeasureAsync(load, $"SIGSTOP of a silo for {FrozenFor.TotalSeconds} s", async () =>
        {
            silo.Send(Signal.Stop);
            await Task.Delay(FrozenFor, TimeProvider.System, limit);
        });

        // Other silos own its streams by now. The log shows that it did not write to them.
        await MeasureAsync(load, "SIGCONT", async () =>
        {
            silo.Send(Signal.Continue);
            output.Print($"The silo exited with code {await silo.ExitAsync(TimeToNotice)}.");
        });
        cluster.Forget(silo);
        await cluster.StartSiloAsync();
    });

    [Fact]
    public Task Nothing_is_lost_or_repeated_when_PostgreSQL_restarts_in_order_or_after_a_crash() => RunAsync(async (_, load, _) =>
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
    public Task Nothing_is_lost_or_repeated_in_a_rolling_restart() => RunAsync(async (cluster, load, _) =>
    {
        foreach (var silo in cluster.Silos.ToArray())
            await RestartAsync(cluster, load, "a silo", silo, cluster.StartSiloAsync);
        foreach (var host in cluster.Hosts.ToArray())
            await RestartAsync(cluster, load, "an API host", host, cluster.StartHostAsync);
    });

    private Task RunAsync(Func<RunningCluster, Load, CancellationToken, Task> disturb) => RunAsync(cluster => cluster.StartAsync(), disturb);

    private async Task RunAsync(Func<RunningCluster, Task> start, Func<RunningCluster, Load, CancellationToken, Task> disturb)
    {
        output.Print($"STREAMS_SEED={Run.Seed}");
        using var limit = new CancellationTokenSource(Limit);
        var database = await postgres.CreateDatabaseAsync();
        using var storage = Storage.Postgres(database);
        await using var cluster = new RunningCluster(database, limit.Token);
        try
        {
            await start(cluster);
            using var load = await Load.StartAsync(cluster.Addresses, _random, ClientTimeouts.Usual, Size, limit.Token);
            await MeasureAsync(load, "nothing", () => Task.CompletedTask);
            await disturb(cluster, load, limit.Token);
            await load.EndAsync();
            await cluster.StopAsync();
            output.Print(await load.CheckAsync(storage));
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
        output.Print(string.Create(CultureInfo.InvariantCulture, $"{what} stopped in {time.TotalSeconds:N1} s"));
        await startAnother();
    });

    /// <summary>Reports the longest pause of any client while something happens and until all have recovered.</summary>
    private async Task MeasureAsync(Load load, string what, Func<Task> act)
    {
        await load.AcknowledgeAsync(batches: _random.Next(50, 150));
        var begin = TimeProvider.System.GetTimestamp();
        load.BeginPauses();
        await act();
        await load.RecoverAsync();
        await load.AcknowledgeAsync(batches: _random.Next(50, 150));
        output.Print(string.Create(CultureInfo.InvariantCulture, $"{what}: {load.EndPauses()}, in {TimeProvider.System.GetElapsedTime(begin).TotalSeconds:N1} s"));
    }
}
