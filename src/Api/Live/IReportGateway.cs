using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Live;

/// <summary>Takes reports from a hub connection: reads them, checks them, hands them to the stream. The same rules as <c>POST …/reports</c>.</summary>
public interface IReportGateway
{
    /// <summary>Answers only when the reports are durable, or refused.</summary>
    /// <param name="streamId">The stream; its form is checked.</param>
    /// <param name="reports">The caller's second argument, whatever it is: an array of reports where it is right.</param>
    /// <param name="cancellation">The caller is gone.</param>
    Task<Outcome<ReportAck>> ReportAsync(string streamId, JsonElement reports, CancellationToken cancellation);
}
