using System.Reflection;
using DbUp.Builder;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog;

/// <summary>Migrates a database with the scripts that are embedded in this assembly.</summary>
internal static class Migrations
{
    /// <summary>Runs the pending scripts, each in its own transaction.</summary>
    /// <param name="location">What is migrated, for the message.</param>
    /// <param name="database">The DbUp engine for the database.</param>
    /// <param name="folder">The folder of the scripts as it appears in their resource names: <c>.Sqlite.LogMigrations.</c></param>
    /// <param name="logger">Receives the names of the scripts that ran.</param>
    /// <exception cref="LogUnavailableException">A script failed.</exception>
    public static void Run(string location, UpgradeEngineBuilder database, string folder, ILogger logger)
    {
        var result = database
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.Contains(folder, StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new LogUnavailableException($"{location} cannot be migrated: {result.ErrorScript?.Name ?? "no script"}: {result.Error.Message}", result.Error);
        foreach (var script in result.Scripts)
            LogMessages.Migrated(logger, script.Name);
    }

    /// <summary>Discards DbUp's own messages; the useful ones are logged from its result.</summary>
    private sealed class NoUpgradeLog : IUpgradeLog
    {
        public void LogTrace(string format, params object[] args)
        {
        }

        public void LogDebug(string format, params object[] args)
        {
        }

        public void LogInformation(string format, params object[] args)
        {
        }

        public void LogWarning(string format, params object[] args)
        {
        }

        public void LogError(string format, params object[] args)
        {
        }

        public void LogError(Exception ex, string format, params object[] args)
        {
        }
    }
}
