using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Reports;

/// <summary>Calls the grain, once: it is in this process, and there is nothing between that could lose the call.</summary>
internal sealed class DirectDelivery : IReportDelivery
{
    public Task<Outcome<ReportAck>> DeliverAsync(IStreamGrain stream, ImmutableArray<Report> reports, CancellationToken cancellation) =>
        stream.Report(reports).WaitAsync(cancellation);
}
