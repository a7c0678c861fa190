using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Postgres;

namespace Streams.Silo.Hosting;

/// <summary>Registers the PostgreSQL database of silos and of a cluster's clients, which find the silos in it.</summary>
public static class PostgresStoreServices
{
    /// <summary>Adds the store, which is opened and migrated when it is first resolved.</summary>
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
            // Omits the string itself, which may contain a password.
            throw new InvalidSettingException(
                $"Streams:Postgres must be a connection string such as 'Host=localhost;Database=streams;Username=streams;Password=…': {exception.Message}");
        }
    }
}
