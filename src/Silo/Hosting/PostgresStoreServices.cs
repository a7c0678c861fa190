using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;

namespace Streams.Silo.Hosting;

/// <summary>Wires the database of a silo on PostgreSQL, and of a cluster's clients, which find the silos in it.</summary>
public static class PostgresStoreServices
{
    /// <summary>Adds the store; it is opened, and brought up to date, when it is first asked for.</summary>
    public static IServiceCollection AddPostgresStore(this IServiceCollection services, PostgresOptions options)
    {
        services.AddSingleton(provider => Open(options, provider.GetRequiredService<ILogger<PostgresStore>>()));
        services.AddSingleton<IDataStore>(provider => provider.GetRequiredService<PostgresStore>());
        return services;
    }

    private static PostgresStore Open(PostgresOptions options, ILogger logger)
    {
        try
        {
            return PostgresStore.Open(options, logger);
        }
        catch (ArgumentException exception)
        {
            // Not the string itself: it may hold a password.
            throw new InvalidSettingException(
                $"Streams:Postgres must be a connection string such as 'Host=localhost;Database=streams;Username=streams;Password=…': {exception.Message}");
        }
    }
}
