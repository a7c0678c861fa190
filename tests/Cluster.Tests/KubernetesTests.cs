using Npgsql;

namespace Streams.Cluster.Tests;

/// <summary>Silos in pods of a fake Kubernetes API: no real cluster is available here.</summary>
public sealed class KubernetesTests(PostgresServer postgres, ITestOutputHelper output)
{
    private const int Active = 3;
    private const int Dead = 6;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(8);

    [Fact]
    public async Task A_starting_silo_declares_silos_dead_whose_pods_are_gone()
    {
        using var limit = new CancellationTokenSource(Limit);
        var database = await postgres.CreateDatabaseAsync();
        await using var kubernetes = await FakeKubernetes.StartAsync();
        await using var cluster = new RunningCluster(database, limit.Token);
        try
        {
            var gone = await StartAsync(cluster, kubernetes, "silo-1");
            Assert.Equal(["silo-1"], await MembersAsync(database, Active));
            await cluster.KillAsync(gone);
            cluster.Forget(gone);
            kubernetes.RemovePod("silo-1");

            // Probes alone would take half a minute.
            await StartAsync(cluster, kubernetes, "silo-2");
            Assert.Equal(["silo-2"], await MembersAsync(database, Active));
            Assert.Equal(["silo-1"], await MembersAsync(database, Dead));
            await cluster.StopAsync();
        }
        catch
        {
            output.WriteLine(cluster.Output());
            throw;
        }
    }

    private static Task<ServerProcess> StartAsync(RunningCluster cluster, FakeKubernetes kubernetes, string pod) =>
        cluster.StartSiloAsync(new Dictionary<string, string>(kubernetes.AddPod(pod, RunningCluster.ClusterId)) { ["Streams__ProbeTimeout"] = "00:00:10" });

    private static async Task<string[]> MembersAsync(string database, int status)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("SELECT silo FROM cluster_members WHERE status = $1 ORDER BY silo");
        command.Parameters.AddWithValue(status);
        await using var rows = await command.ExecuteReaderAsync();
        var names = new List<string>();
        while (await rows.ReadAsync())
            names.Add(rows.GetString(0));
        return [.. names];
    }
}
