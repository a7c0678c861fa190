using Streams.Grains.EventLog;

namespace Streams.Silo.Health;

/// <summary>Ready if the silo is an active member of its cluster and can read the storage. Calls no grain.</summary>
internal sealed class SiloReadiness(ISiloStatusOracle oracle, ISqlReader storage) : IReadiness
{
    public string Name => "silo";

    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        if (oracle.CurrentStatus != SiloStatus.Active)
            return "not active in the cluster";
        try
        {
            await storage.QueryAsync("SELECT 1", [], row => row.GetInt32(0), cancellation);
            return null;
        }
        catch (LogUnavailableException)
        {
            return "the storage cannot be reached";
        }
    }
}
