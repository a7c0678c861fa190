using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Reports;

/// <summary>Brings reports to a stream's grain, from HTTP and from the hub alike.</summary>
public interface IReportDelivery
{
    /// <summary>Answers only when the reports are durable, or refused.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="reports">Right in themselves; 1 to <see cref="Report.MaxBatch"/>.</param>
    /// <param name="cancellation">The caller is gone.</param>
    Task<Outcome<ReportAck>> DeliverAsync(IStreamGrain stream, ImmutableArray<Report> reports, CancellationToken cancellation);
}
