using Streams.Grains.EventLog;

namespace Streams.Silo.Health;

/// <summary>Not ready once the log's writer has ended: this process cannot append any more, a new one can.</summary>
internal sealed class LogReadiness(SqlEventLog log) : IReadiness
{
    public string Name => "log";

    public Task<string?> CheckAsync(CancellationToken cancellation) => Task.FromResult(log.WriterFailure is null ? null : "the log's writer has ended");
}
