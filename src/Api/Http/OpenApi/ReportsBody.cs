using Streams.Contract;

namespace Streams.Api.Http.OpenApi;

/// <summary>A batch of reports.</summary>
/// <param name="Reports">1 to 1,000 reports, applied in order, all or none.</param>
internal sealed record ReportsBody(IReadOnlyList<Report> Reports);
