using System.Reflection;
using DbUp.Builder;
using DbUp.Engine.Output;
using Microsoft.Extensions.Logging;

namespace Streams.Grains.EventLog;

/// <summary>Brings a database up to date with the scripts that are embedded in this assembly.</summary>
internal static class Migrations
{
    /// <summary>Runs the scripts that were not run yet, each in a transaction.</summary>
    /// <param name="database">The database, as DbUp knows it.</param>
    /// <param name="folder">The folder of the scripts, as their resource names spell it: <c>.Sqlite.LogMigrations.</c></param>
    /// <param name="logger">Is told which were run.</param>
    /// <exception cref="LogUnavailableException">One failed.</exception>
    public static void Run(UpgradeEngineBuilder database, string folder, ILogger logger)
    {
        var result = database
            .WithScriptsEmbeddedInAssembly(Assembly.GetExecutingAssembly(), name => name.Contains(folder, StringComparison.Ordinal))
            .WithTransactionPerScript()
            .WithVariablesDisabled()
            .LogTo(new NoUpgradeLog())
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
            throw new LogUnavailableException($"The data cannot be brought up to date: {result.ErrorScript?.Name}: {result.Error.Message}", result.Error);
        foreach (var script in result.Scripts)
            LogMessages.Migrated(logger, script.Name);
    }

    /// <summary>DbUp's own chatter; what matters is logged from its result.</summary>
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
