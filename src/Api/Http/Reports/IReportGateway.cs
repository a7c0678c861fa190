using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Sends reports to their stream, for HTTP and for the hub.</summary>
internal interface IReportGateway
{
    /// <summary>Completes once the reports are durable or refused.</summary>
    /// <param name="streamId">The stream; a valid id.</param>
    /// <param name="reports">1 to <see cref="Report.MaxBatch"/>, read by <see cref="ReportReader"/>.</param>
    /// <param name="cancellation">The caller is gone.</param>
    Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation);
}
