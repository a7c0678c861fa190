using System.Collections.Immutable;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Streams.Contract;
using Streams.Grains.Interfaces.Cluster;
using Streams.Grains.Interfaces.Streams;
using Streams.Grains.Telemetry;

namespace Streams.Grains.Cluster;

/// <summary>Calls the streams of a shared call all at once; nearly all are on this silo. Each call is part of the trace of its own request.</summary>
internal sealed class SiloGate(GrainId id, global::Orleans.Runtime.Silo silo, IGrainFactory grains, TimeProvider time, ILoggerFactory loggers)
    : GrainService(id, silo, loggers), ISiloGate
{
    private readonly SharedAnswers<ReportAck> _reports = new(silo.SiloAddress, time);
    private readonly SharedAnswers<Position> _renewals = new(silo.SiloAddress, time);

    /// <inheritdoc/>
    public Task<ImmutableArray<GateAnswer<ReportAck>>> Report(ImmutableArray<StreamReports> calls) => _reports.CollectAsync([.. calls.Select(ReportAsync)]);

    /// <inheritdoc/>
    public Task<ImmutableArray<GateAnswer<Position>>> Renew(string host, ImmutableArray<string> streamIds) =>
        _renewals.CollectAsync([.. streamIds.Select(streamId => grains.GetGrain<IStreamGrain>(streamId).RenewLocated(host))]);

    /// <inheritdoc/>
    public Task<GateAnswer<ReportAck>> AwaitReport(long ticket) => _reports.AwaitAsync(ticket);

    /// <inheritdoc/>
    public Task<GateAnswer<Position>> AwaitRenewal(long ticket) => _renewals.AwaitAsync(ticket);

    private async Task<Located<ReportAck>> ReportAsync(StreamReports call)
    {
        using var span = ActivityContext.TryParse(call.Trace, traceState: null, isRemote: true, out var caller)
            ? Instrumentation.Source.StartActivity("streams.gate.report", ActivityKind.Internal, caller)
            : null;
        return await grains.GetGrain<IStreamGrain>(call.StreamId).ReportLocated(call.Reports);
    }
}
