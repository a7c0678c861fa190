using System.Collections.Immutable;
using Streams.Contract;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Api.Http.Reports;

/// <summary>Calls the grain once. That is enough when the grain runs in this process: no call can be lost.</summary>
internal sealed class ReportGateway(IGrainFactory grains) : IReportGateway
{
    // GetGrain<T>(key) finds and formats the names of the types again for every call, which costs 4 % of a report. Any stream tells them.
    private readonly Lazy<GrainReference> _any = new(() => (GrainReference)grains.GetGrain<IStreamGrain>("any"));

    public Task<Outcome<ReportAck>> ReportAsync(string streamId, ImmutableArray<Report> reports, CancellationToken cancellation)
    {
        var stream = (IStreamGrain)grains.GetGrain(GrainId.Create(_any.Value.GrainId.Type, streamId), _any.Value.InterfaceType);
        return stream.Report(reports).WaitAsync(cancellation);
    }
}
