using System.Net.Http.Headers;
using System.Text.Json;

namespace Streams.Client;

/// <summary>Posts reports to one stream, once.</summary>
/// <param name="http">Has the server's address.</param>
/// <param name="address">The address for the stream's reports.</param>
/// <param name="timeout">How long one request may take.</param>
/// <param name="time">Measures it.</param>
internal sealed class ReportSender(HttpClient http, string address, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Sends reports. Never throws: any failure, even one in a handler of the application, is a reason to retry.</summary>
    public async Task<SendResult> SendAsync(IReadOnlyList<PendingReport> reports, CancellationToken giveUp)
    {
        using var late = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, giveUp);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, UriKind.Relative)) { Content = BodyOf(reports) };
            using var response = await http.SendAsync(request, either.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
                return new SendResult.Acknowledged(await ReadAckAsync(response, either.Token).ConfigureAwait(false));
            var problem = await ProblemReader.ReadAsync(response, either.Token).ConfigureAwait(false);
            return problem.Retryable ? new SendResult.Retry(RetryAfter.Of(response, time), problem.Detail) : new SendResult.Refused(problem);
        }
        catch (Exception failure)
        {
            return new SendResult.Retry(TimeSpan.Zero, late.IsCancellationRequested ? $"No answer within {timeout.TotalSeconds} s." : failure.Message);
        }
    }

    private static async Task<ReportAck> ReadAckAsync(HttpResponseMessage response, CancellationToken cancellation)
    {
        // Some networks answer every request with a page of their own and status 200.
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return JsonSerializer.Deserialize(body, ClientJson.Of<ReportAck>()) ?? throw new JsonException("The answer is not an acknowledgement.");
    }

    private static ByteArrayContent BodyOf(IReadOnlyList<PendingReport> reports)
    {
        using var body = new MemoryStream();
        body.Write("{\"reports\":["u8);
        for (var i = 0; i < reports.Count; i++)
        {
            if (i > 0)
                body.WriteByte((byte)',');
            body.Write(reports[i].Json);
        }

        body.Write("]}"u8);
        return new(body.GetBuffer(), 0, (int)body.Length) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
