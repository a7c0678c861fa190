using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>Wires how a process tells that it is ready, and how it ends.</summary>
public static class DrainServices
{
    /// <summary>Adds readiness, of which <see cref="Drain"/> is the first check, and the two steps of stopping.</summary>
    public static IServiceCollection AddDrain(this IServiceCollection services, DrainOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Drain>();
        services.AddSingleton<IReadiness>(provider => provider.GetRequiredService<Drain>());
        services.Replace(ServiceDescriptor.Singleton<IHostLifetime, DrainingLifetime>());
        services.Configure<HostOptions>(host => host.ShutdownTimeout = options.Limit);
        return services;
    }
}
