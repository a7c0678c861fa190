using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Streams.Grains.EventLog;
using Streams.Grains.EventLog.Sqlite;
using Streams.Silo.Health;

namespace Streams.Operations.Tests;

/// <summary>A process that can no longer append must be replaced.</summary>
public sealed class LogReadinessTests
{
    [Fact]
    public async Task A_process_whose_log_writer_has_ended_is_not_ready()
    {
        var folder = Directory.CreateTempSubdirectory("streams-readiness-").FullName;
        var meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
        using (var store = SqliteStore.Open(new SqliteOptions { Folder = folder }, NullLogger.Instance))
        {
            await using var log = new SqliteEventLog(store, new SqliteReader(store.LogConnectionString), new LogMetrics(meters), NullLogger<SqliteEventLog>.Instance);
            var readiness = new Readiness([new LogReadiness(log)], TimeProvider.System);
            Assert.True((await readiness.CheckAsync(TestContext.Current.CancellationToken)).Ready);

            log.Queue.End(new InvalidOperationException("The test ends the writer."));
            var (ready, reply) = await readiness.CheckAsync(TestContext.Current.CancellationToken);
            Assert.Equal((false, "the log's writer has ended"), (ready, reply.Checks["log"]));
        }

        Directory.Delete(folder, recursive: true);
    }
}
