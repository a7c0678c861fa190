using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Reports;

/// <summary>Calls the grain once. That is enough when the grain runs in this process: no call can be lost.</summary>
internal sealed class ReportGateway(IGrainFactory grains) : IReportGateway
{
    public Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation) =>
        grains.GetGrain<IStreamGrain>(streamId).Report(reports).WaitAsync(cancellation);
}
