using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Streams.Silo.Hosting;

/// <summary>
/// Orleans' own dashboard (silos, activations, calls, states of grains) at <c>/orleans</c>, behind the switch <see cref="SiloSettings.Dashboard"/>. It asks nobody who they are.
/// </summary>
public static class OrleansDashboard
{
    /// <summary>Where it is.</summary>
    public const string Path = "/orleans";

    /// <summary>Adds to the silo what it shows; nothing where it is off.</summary>
    public static void AddTo(ISiloBuilder silo, SiloSettings settings)
    {
        // Logs are read where they are written: its endless response of them would hold up every stop.
        if (settings.Dashboard)
            silo.AddDashboard(options => options.HideTrace = true);
    }

    /// <summary>Maps it; nothing where it is off.</summary>
    public static void Map(IEndpointRouteBuilder routes, SiloSettings settings)
    {
        // Its page asks every second, which is no traffic to measure.
        if (settings.Dashboard)
            routes.MapOrleansDashboard(Path).ExcludeFromDescription().DisableHttpMetrics();
    }
}
