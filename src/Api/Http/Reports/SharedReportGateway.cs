using System.Collections.Immutable;
using Streams.Api.Gates;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Calls the stream once, in a cluster: requests that are in flight at the same time share calls.</summary>
internal sealed class SharedReportGateway(StreamCalls calls) : IReportGateway
{
    public Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation) =>
        calls.ReportAsync(streamId, reports).WaitAsync(cancellation);
}
