using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans.Dashboard;

namespace Streams.Silo.Hosting;

/// <summary>Orleans' own dashboard (silos, activations, calls, grain state), if <see cref="SiloSettings.Dashboard"/> is on. It has no authentication.</summary>
public static class OrleansDashboard
{
    /// <summary>The dashboard's path.</summary>
    public const string Path = "/orleans";

    /// <summary>Adds the dashboard's data collection to the silo, if it is on.</summary>
    public static void AddTo(ISiloBuilder silo, SiloSettings settings)
    {
        // Hides the log page: its endless response would delay every stop.
        if (settings.Dashboard)
            silo.AddDashboard(options => options.HideTrace = true);
    }

    /// <summary>Maps the dashboard, if it is on.</summary>
    public static void Map(IEndpointRouteBuilder routes, SiloSettings settings)
    {
        // The page polls every second, which would distort the request metrics.
        if (settings.Dashboard)
            routes.MapOrleansDashboard(Path).ExcludeFromDescription().DisableHttpMetrics();
    }
}
