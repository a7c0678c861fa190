using System.Text.Json;
using Streams.Api.Live;
using Streams.Api.Problems;
using Streams.Contract;

namespace Streams.Api.Http.Reports;

/// <summary>Takes reports from the hub, by the rules of <c>POST …/reports</c>.</summary>
/// <param name="grains">The cluster.</param>
/// <param name="delivery">Brings them to their stream.</param>
public sealed class GrainReportGateway(IGrainFactory grains, IReportDelivery delivery) : IReportGateway
{
    /// <inheritdoc/>
    public async Task<Outcome<ReportAck>> ReportAsync(string streamId, JsonElement reports, CancellationToken cancellation)
    {
        if (!StreamKeys.TryGet(grains, streamId, out var stream, out var refusal))
            return refusal;
        if (!ReportReader.ReadBatch(reports).TryGet(out var batch, out refusal))
            return refusal;
        try
        {
            return await delivery.DeliverAsync(stream, batch, cancellation);
        }
        catch (Exception failure) when (Failures.ToRefusal(failure) is { } temporary)
        {
            return temporary;
        }
    }
}
