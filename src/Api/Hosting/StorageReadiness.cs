using Streams.Grains.Interfaces.Streams;
using Streams.Silo.Health;

namespace Streams.Api.Hosting;

/// <summary>Checks that a grain can be called and can read the storage.</summary>
internal sealed class StorageReadiness(IGrainFactory grains) : IReadiness
{
    public string Name => "storage";

    public async Task<string?> CheckAsync(CancellationToken cancellation)
    {
        var page = await grains.GetGrain<ICatalogGrain>(0).List(status: null, limit: 1, cursor: null).WaitAsync(cancellation);
        return page.Refusal?.Detail;
    }
}
