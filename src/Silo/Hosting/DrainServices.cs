using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Streams.Silo.Health;

namespace Streams.Silo.Hosting;

/// <summary>Registers readiness and the graceful stop.</summary>
public static class DrainServices
{
    /// <summary>Adds the first readiness check, <see cref="Drain"/>, and the two-step stop.</summary>
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
