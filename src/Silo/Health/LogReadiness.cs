using Streams.Grains.EventLog;

namespace Streams.Silo.Health;

/// <summary>Not ready once the log's writer has ended: only a new process can append then.</summary>
internal sealed class LogReadiness(SqlEventLog log) : IReadiness
{
    public string Name => "log";

    public Task<string?> CheckAsync(CancellationToken cancellation) => Task.FromResult(log.WriterFailure is null ? null : "the log's writer has ended");
}
