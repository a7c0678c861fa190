using System.Collections.Immutable;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Reports that were read and are right in themselves: what a stream's grain takes without checking again.</summary>
/// <param name="Reports">1 to <see cref="Report.MaxBatch"/>, in order.</param>
public sealed record ReportBatch(ImmutableArray<Report> Reports);
